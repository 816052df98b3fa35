package io.rondo.allreduce;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;

/**
 * Every rank's messages to all others over Aeron IPC: one publication, read by all. Opening only asks the driver, which
 * may be dead: whoever waits for {@link #seesAll} decides how long. Exchange thread only.
 */
final class Mesh implements AutoCloseable {
    private static final int TERM_BYTES = 256 * 1024;
    private static final String CHANNEL = "aeron:ipc?term-length=" + TERM_BYTES + "|mtu=" + 32 * 1024;
    /** Aeron lets a publisher be half a term ahead; the driver must run before that is used up. */
    static final int DRIVER_BYTES = TERM_BYTES / 8;

    private final Ring ring;
    private final Aeron aeron;
    private final long publicationId;
    private final long[] subscriptionIds;
    private final Subscription[] subscriptions;
    private final Image[] images; // null where the rank is not there yet, and for this rank
    private ExclusivePublication publication; // null until the driver has answered

    Mesh(DataTransport transport, Ring ring) {
        this.ring = ring;
        aeron = transport.aeron();
        publicationId = aeron.asyncAddExclusivePublication(CHANNEL, StreamIds.mesh(ring, ring.rank()));
        subscriptionIds = new long[ring.size()];
        subscriptions = new Subscription[ring.size()];
        images = new Image[ring.size()];
        for (int rank = 0; rank < ring.size(); rank++) {
            if (rank != ring.rank()) {
                subscriptionIds[rank] = aeron.asyncAddSubscription(CHANNEL, StreamIds.mesh(ring, rank));
            }
        }
    }

    /** True when this rank can hear all others; those it cannot hear yet are looked for. */
    boolean seesAll() {
        if (publication == null) {
            publication = aeron.getExclusivePublication(publicationId);
        }
        return firstUnseen() < 0 && publication != null;
    }

    /** True when the driver has opened this rank's own end. */
    boolean isOpen() {
        return publication != null;
    }

    /** The lowest rank that cannot be heard yet, or -1. */
    int firstUnseen() {
        int unseen = -1;
        for (int rank = ring.size() - 1; rank >= 0; rank--) {
            if (rank != ring.rank() && !sees(rank)) {
                unseen = rank;
            }
        }
        return unseen;
    }

    private boolean sees(int rank) {
        if (subscriptions[rank] == null) {
            subscriptions[rank] = aeron.getSubscription(subscriptionIds[rank]);
        }
        if (images[rank] == null && subscriptions[rank] != null && subscriptions[rank].imageCount() > 0) {
            images[rank] = subscriptions[rank].imageAtIndex(0);
        }
        return images[rank] != null;
    }

    /**
     * Claims a message to all others.
     *
     * @return false when there is no room or nobody to hear it for now: go on polling
     * @throws RingBrokenException when this rank's own end is gone
     */
    boolean tryClaim(int lengthBytes, BufferClaim claim) {
        return Claims.tryClaim(publication, lengthBytes, claim, ring) > 0;
    }

    /** Hands the rank's next message to the handler; 0 when there is none, or the rank cannot be heard. */
    int poll(int rank, ControlledFragmentHandler handler) {
        Image image = images[rank];
        return image == null ? 0 : image.controlledPoll(handler, 1);
    }

    /** True when the rank could be heard and cannot any more, and all it said has been read. */
    boolean hasLeft(int rank) {
        return images[rank] != null && (images[rank].isClosed() || images[rank].isEndOfStream());
    }

    @Override
    public void close() {
        if (publication != null) {
            publication.close();
        } else if (!aeron.isClosed()) {
            aeron.asyncRemovePublication(publicationId);
        }
        for (int rank = 0; rank < ring.size(); rank++) {
            if (subscriptions[rank] != null) {
                subscriptions[rank].close();
            } else if (rank != ring.rank() && !aeron.isClosed()) {
                aeron.asyncRemoveSubscription(subscriptionIds[rank]);
            }
        }
    }
}
