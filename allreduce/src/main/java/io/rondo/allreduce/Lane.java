package io.rondo.allreduce;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;

/**
 * One rail of a link, in both directions: to the successor and from the predecessor. It knows how fast it has been, so
 * that a link can give each of its lanes what it can carry. Exchange thread only.
 */
final class Lane implements AutoCloseable {
    private static final double BYTES_PER_NS_PER_MBPS = 1e6 / 8 / 1e9;
    private static final double FIRST_BYTES_PER_NS = 1;
    /** Long enough for several datagrams of 64 KiB on a slow link. */
    private static final long INTERVAL_NS = 4_000_000;
    /** Of the new figure in the rate. */
    private static final double SHARE = 0.3;
    /** A lane that was never full may be faster than what it was given. */
    private static final double GROWTH = 1.1;

    private final Ring ring;
    private final Aeron aeron;
    private final long publicationId;
    private final long subscriptionId;
    private ExclusivePublication publication; // null until the driver has answered, as is the subscription
    private Subscription subscription;
    private boolean lacksSuccessor; // when the last frame was to be claimed
    private double bytesPerNs;
    private long freeAtNs;
    private long measuredNs;
    private long measuredLimit;
    private boolean wasAlwaysFull;

    Lane(Aeron aeron, Ring ring, String toSuccessor, String fromPredecessor, int rateMbps) {
        this.ring = ring;
        this.aeron = aeron;
        bytesPerNs = rateMbps > 0 ? rateMbps * BYTES_PER_NS_PER_MBPS : FIRST_BYTES_PER_NS;
        publicationId = aeron.asyncAddExclusivePublication(toSuccessor, StreamIds.conveyor(ring, ring.rank()));
        subscriptionId = aeron.asyncAddSubscription(fromPredecessor, StreamIds.conveyor(ring, ring.predecessor()));
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

    boolean tryClaim(int lengthBytes, BufferClaim claim) {
        long position = Claims.tryClaim(publication, lengthBytes, claim, ring);
        lacksSuccessor = position == Publication.NOT_CONNECTED;
        return position > 0;
    }

    Subscription subscription() {
        return subscription;
    }

    boolean lacksPredecessor() {
        return !subscription.isConnected();
    }

    boolean lacksSuccessor() {
        return lacksSuccessor;
    }

    /** When a frame of so many bytes given to this lane now would be on its way, by its rate so far. */
    long doneNs(int lengthBytes, long nowNs) {
        return Math.max(nowNs, freeAtNs) + (long) (lengthBytes / bytesPerNs);
    }

    /** The frame was given to this lane. */
    void onGiven(int lengthBytes, long nowNs) {
        freeAtNs = doneNs(lengthBytes, nowNs);
        if (nowNs - measuredNs >= INTERVAL_NS) {
            measure(nowNs);
        }
        wasAlwaysFull &= publication.position() - sentPosition() > lengthBytes;
    }

    /** By what the driver has put on the wire while there was always something to put. */
    private void measure(long nowNs) {
        long limit = publication.positionLimit();
        double latest = (double) (limit - measuredLimit) / (nowNs - measuredNs);
        if (wasAlwaysFull && latest > 0) {
            bytesPerNs += SHARE * (latest - bytesPerNs);
        } else if (latest > bytesPerNs) {
            bytesPerNs = latest * GROWTH;
        }
        measuredNs = nowNs;
        measuredLimit = limit;
        wasAlwaysFull = true;
    }

    private long sentPosition() {
        return publication.positionLimit() - publication.termBufferLength() / 2;
    }

    /** Measured so far, bytes a second. */
    double rate() {
        return bytesPerNs * 1e9;
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
