package io.rondo.allreduce;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;

/**
 * One rank's two directions over Aeron IPC: frames to its successor, frames from its predecessor. Opening only asks the
 * driver, which may be dead: whoever waits for {@link #isConnected} decides how long. Exchange thread only.
 */
final class RingLink implements AutoCloseable {
    /** Holds 8 segments in flight; larger ones leave the caches between being written and cleaned. */
    static final int TERM_BYTES = 512 * 1024;

    private static final int MTU_BYTES = 32 * 1024;
    private static final String CHANNEL = "aeron:ipc?term-length=" + TERM_BYTES + "|mtu=" + MTU_BYTES;
    private static final int FRAGMENTS_PER_POLL = 16;

    private final Ring ring;
    private final Aeron aeron;
    private final long publicationId;
    private final long subscriptionId;
    private ExclusivePublication publication; // null until the driver has answered, as is the subscription
    private Subscription subscription;
    private boolean lacksSuccessor; // when the last frame was to be claimed

    RingLink(DataTransport transport, Ring ring) {
        this.ring = ring;
        aeron = transport.aeron();
        publicationId = aeron.asyncAddExclusivePublication(CHANNEL, StreamIds.conveyor(ring, ring.rank()));
        subscriptionId = aeron.asyncAddSubscription(CHANNEL, StreamIds.conveyor(ring, ring.predecessor()));
    }

    /** True when the driver has opened both directions and both neighbours have theirs. */
    boolean isConnected() {
        if (publication == null) {
            publication = aeron.getExclusivePublication(publicationId);
        }
        if (subscription == null) {
            subscription = aeron.getSubscription(subscriptionId);
        }
        return publication != null && subscription != null && publication.isConnected() && subscription.isConnected();
    }

    /**
     * Claims the next frame to the successor.
     *
     * @return false when the link is full, or the successor not there: go on polling
     * @throws RingBrokenException when this rank's own end is gone
     */
    boolean tryClaim(int lengthBytes, BufferClaim claim) {
        long position = Claims.tryClaim(publication, lengthBytes, claim, ring);
        lacksSuccessor = position == Publication.NOT_CONNECTED;
        return position > 0;
    }

    int poll(ControlledFragmentHandler handler) {
        return subscription.controlledPoll(handler, FRAGMENTS_PER_POLL);
    }

    /** The neighbour whose end of the link is gone and still needed, or -1: one who has all it needs may leave. */
    int firstLeft() {
        if (!subscription.isConnected()) {
            return ring.predecessor();
        }
        return lacksSuccessor ? ring.successor() : -1;
    }

    @Override
    public void close() {
        if (publication != null) {
            publication.close();
        } else if (!aeron.isClosed()) {
            aeron.asyncRemovePublication(publicationId);
        }
        if (subscription != null) {
            subscription.close();
        } else if (!aeron.isClosed()) {
            aeron.asyncRemoveSubscription(subscriptionId);
        }
    }
}
