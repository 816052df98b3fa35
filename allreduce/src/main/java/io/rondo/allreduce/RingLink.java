package io.rondo.allreduce;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;
import java.util.concurrent.TimeUnit;

/**
 * One rank's two directions over Aeron IPC: frames to its successor, frames from its predecessor. Exchange thread only.
 */
final class RingLink implements AutoCloseable {
    static final int TERM_BYTES = 1024 * 1024;
    private static final int MTU_BYTES = 32 * 1024;
    private static final String CHANNEL = "aeron:ipc?term-length=" + TERM_BYTES + "|mtu=" + MTU_BYTES;
    private static final int STREAMS_PER_GENERATION = 1024;
    private static final int FRAGMENTS_PER_POLL = 16;

    private final Ring ring;
    private final ExclusivePublication publication;
    private final Subscription subscription;

    RingLink(DataTransport transport, Ring ring) {
        this.ring = ring;
        publication = transport.aeron().addExclusivePublication(CHANNEL, streamFrom(ring.rank()));
        subscription = transport.aeron().addSubscription(CHANNEL, streamFrom(ring.predecessor()));
    }

    private int streamFrom(int rank) {
        return ring.generation() * STREAMS_PER_GENERATION + rank;
    }

    boolean isConnected() {
        return publication.isConnected() && subscription.isConnected();
    }

    /**
     * Claims the next frame to the successor.
     *
     * @return false when the link is full for now: go on polling
     * @throws RingBrokenException when the successor is gone
     */
    boolean tryClaim(int lengthBytes, BufferClaim claim) {
        long position = publication.tryClaim(lengthBytes, claim);
        while (position == Publication.ADMIN_ACTION) {
            position = publication.tryClaim(lengthBytes, claim);
        }
        if (position > 0) {
            return true;
        }
        if (position == Publication.BACK_PRESSURED) {
            return false;
        }
        throw new RingBrokenException("successor left: peer=" + ring.peerAt(ring.successor()) + " generation="
                + ring.generation() + " link=" + Publication.errorString(position));
    }

    int poll(ControlledFragmentHandler handler) {
        return subscription.controlledPoll(handler, FRAGMENTS_PER_POLL);
    }

    /** Throws when the predecessor's end of the link is gone. */
    void checkPredecessor(int hop, long waitedNs) {
        if (!subscription.isConnected()) {
            throw new RingBrokenException("predecessor left: peer=" + ring.peerAt(ring.predecessor()) + " generation="
                    + ring.generation() + " hop=" + hop + " waitedMs=" + TimeUnit.NANOSECONDS.toMillis(waitedNs));
        }
    }

    @Override
    public void close() {
        publication.close();
        subscription.close();
    }
}
