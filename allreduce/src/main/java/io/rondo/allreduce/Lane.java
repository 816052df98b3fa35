package io.rondo.allreduce;

import io.aeron.Aeron;
import io.aeron.AeronCounters;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.exceptions.RegistrationException;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;
import org.agrona.concurrent.status.CountersReader;

/**
 * One rail of a link, in both directions: to the successor and from the predecessor. It knows how much is under way to the
 * successor and how fast that arrives, by the receiver's limit that the driver keeps in a counter; so a link can give each of
 * its lanes what it can carry. Exchange thread only.
 */
final class Lane implements AutoCloseable {
    private static final double BYTES_PER_NS_PER_MBPS = 1e6 / 8 / 1e9;
    private static final double FIRST_BYTES_PER_NS = 1;
    /** Shorter ones say more of the scheduler than of the link. */
    private static final long LEAST_INTERVAL_NS = 1_000_000;
    /** Of the new figure in the rate. */
    private static final double SHARE = 0.3;
    /** A NIC that is down takes a while to come back. */
    private static final long RETRY_NS = 500_000_000;

    private final Ring ring;
    private final Aeron aeron;
    private final long windowBytes;
    private final String toSuccessor;
    private final boolean hasOthers;
    private long publicationId;
    private long closedNs; // when the publication was found closed, or 0
    private final long subscriptionId;
    private ExclusivePublication publication; // null until the driver has answered, as is the subscription
    private Subscription subscription;
    private final Refusals refusals = new Refusals();
    private boolean lacksSuccessor; // when the last frame was to be claimed
    private int limitCounter = CountersReader.NULL_COUNTER_ID;
    private double bytesPerNs;
    private long arrivedAtLast; // position, when the rate was measured last
    private long measuredNs;

    /**
     * @param subscriptionId of {@link #listen}, which is this lane's from now on
     * @param windowBytes that the successor grants
     * @param rateMbps of the NIC, or 0
     * @param hasOthers the link has other lanes
     */
    Lane(
            Aeron aeron,
            Ring ring,
            String toSuccessor,
            long subscriptionId,
            long windowBytes,
            int rateMbps,
            boolean hasOthers) {
        this.ring = ring;
        this.aeron = aeron;
        this.windowBytes = windowBytes;
        bytesPerNs = rateMbps > 0 ? rateMbps * BYTES_PER_NS_PER_MBPS : FIRST_BYTES_PER_NS;
        this.toSuccessor = toSuccessor;
        this.hasOthers = hasOthers;
        publicationId = aeron.asyncAddExclusivePublication(toSuccessor, StreamIds.conveyor(ring, ring.rank()));
        this.subscriptionId = subscriptionId;
    }

    /**
     * Asks for the way from the predecessor. Over UDP a publication says only every 100 ms that it is there: whoever listens before its
     * first time is connected a hundred times sooner.
     */
    static long listen(Aeron aeron, Ring ring, String fromPredecessor) {
        return aeron.asyncAddSubscription(fromPredecessor, StreamIds.conveyor(ring, ring.predecessor()));
    }

    /** True when the driver has opened both directions and both neighbours have theirs; tries again what it could not open. */
    boolean isConnected() {
        if (publication != null && publication.isClosed()) { // there was no way to the successor
            publication = null;
            closedNs = System.nanoTime();
        }
        if (closedNs != 0 && System.nanoTime() - closedNs > RETRY_NS) {
            closedNs = 0;
            publicationId = aeron.asyncAddExclusivePublication(toSuccessor, StreamIds.conveyor(ring, ring.rank()));
            limitCounter = CountersReader.NULL_COUNTER_ID;
        }
        if (publication == null && closedNs == 0) {
            openPublication();
        }
        if (subscription == null) {
            subscription = aeron.getSubscription(subscriptionId);
        }
        return publication != null && subscription != null && publication.isConnected() && subscription.isConnected();
    }

    /** With other lanes beside it one that has no way to the successor just now is no reason to end. */
    private void openPublication() {
        try {
            publication = aeron.getExclusivePublication(publicationId);
        } catch (RegistrationException e) {
            if (!hasOthers) {
                throw e;
            }
            closedNs = System.nanoTime();
        }
    }

    boolean tryClaim(int lengthBytes, BufferClaim claim) {
        if (publication == null || publication.isClosed()) {
            lacksSuccessor = true;
            return false;
        }
        long position = Claims.tryClaim(publication, lengthBytes, claim, ring);
        refusals.onClaim(position);
        lacksSuccessor = position == Publication.NOT_CONNECTED;
        if (position <= 0) {
            return false;
        }
        EndMarkedLogs.markEnd(publication, position, claim);
        return true;
    }

    int poll(ControlledFragmentHandler handler, int limit) {
        return subscription == null ? 0 : subscription.controlledPoll(handler, limit);
    }

    /** Times that there was no room. */
    long refusals() {
        return refusals.count();
    }

    /** The successor listens, as far as is known. */
    boolean hasSuccessor() {
        return publication != null && publication.isConnected();
    }

    boolean lacksPredecessor() {
        return subscription == null || !subscription.isConnected();
    }

    boolean lacksSuccessor() {
        return lacksSuccessor;
    }

    /** How long a frame of so many bytes given to this lane now would take to arrive, by its rate so far. */
    double arrivalNs(int lengthBytes, long nowNs) {
        if (publication == null || publication.isClosed()) {
            return Double.MAX_VALUE;
        }
        long arrived = arrivedPosition();
        if (arrived > arrivedAtLast && nowNs - measuredNs >= LEAST_INTERVAL_NS) {
            measure(arrived, nowNs);
        }
        return (publication.position() - arrived + lengthBytes) / bytesPerNs;
    }

    /** What has arrived since the last look, if there was always something under way. */
    private void measure(long arrived, long nowNs) {
        if (measuredNs != 0) {
            double latest = (double) (arrived - arrivedAtLast) / (nowNs - measuredNs);
            bytesPerNs += SHARE * (latest - bytesPerNs);
        }
        arrivedAtLast = arrived;
        measuredNs = publication.position() > arrived ? nowNs : 0;
    }

    /** Nothing was under way for a while: the time until now says nothing of the rate. */
    void begin(long nowNs) {
        if (!isConnected()) {
            return;
        }
        arrivedAtLast = arrivedPosition();
        measuredNs = nowNs;
    }

    /** Up to where the successor has consumed, as it last said: at each quarter of its window. */
    private long arrivedPosition() {
        if (limitCounter == CountersReader.NULL_COUNTER_ID) {
            limitCounter = aeron.countersReader()
                    .findByTypeIdAndRegistrationId(
                            AeronCounters.DRIVER_SENDER_LIMIT_TYPE_ID, publication.registrationId());
        }
        long limit = limitCounter == CountersReader.NULL_COUNTER_ID
                ? publication.position() + windowBytes
                : aeron.countersReader().getCounterValue(limitCounter);
        return Math.min(publication.position(), limit - windowBytes);
    }

    @Override
    public void close() {
        if (publication != null) {
            publication.close();
        } else if (!aeron.isClosed() && closedNs == 0) {
            aeron.asyncRemovePublication(publicationId);
        }
        if (subscription != null) {
            subscription.close();
        } else if (!aeron.isClosed()) {
            aeron.asyncRemoveSubscription(subscriptionId);
        }
    }
}
