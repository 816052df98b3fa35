package io.rondo.allreduce;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;
import java.util.function.BiFunction;
import java.util.function.ToIntBiFunction;

/**
 * Every rank's messages to all others: one publication, read by all, over Aeron IPC or UDP. Over several rails each
 * message goes out on all of them, and whoever hears it again drops it: a rail may die at any time. Opening only asks the
 * driver, which may be dead: whoever waits for {@link #seesAll} decides how long. Exchange thread only.
 */
final class Mesh implements AutoCloseable {
    private static final int TERM_BYTES = 256 * 1024;
    private static final String IPC = "aeron:ipc?term-length=" + TERM_BYTES + "|mtu=" + 32 * 1024;
    /** Aeron lets a publisher be half a term ahead; the driver must run before that is used up. */
    static final int DRIVER_BYTES = TERM_BYTES / 8;

    private final Ring ring;
    private final Rails rails; // null over IPC
    private final Aeron aeron;
    private final long[] publicationIds; // by rail, as are all others
    private final ExclusivePublication[] publications; // null until the driver has answered
    private final long[][] subscriptionIds; // by rail and rank, as are the next two
    private final Subscription[][] subscriptions;
    private final Image[][] images; // null where the rank is not there yet, and for this rank
    private final Refusals refusals = new Refusals();
    private ExclusivePublication claimed;

    /** @param rails null for a mesh over IPC */
    Mesh(DataTransport transport, Ring ring, Rails rails) {
        this(transport, ring, rails, StreamIds::mesh, Rails::meshPublication);
    }

    /** Beside the collectives', on streams of its own. */
    static Mesh forMessages(DataTransport transport, Ring ring, Rails rails) {
        return new Mesh(transport, ring, rails, StreamIds::messages, Rails::messagesPublication);
    }

    private Mesh(
            DataTransport transport,
            Ring ring,
            Rails rails,
            ToIntBiFunction<Ring, Integer> streamIds,
            BiFunction<Rails, Integer, String> channel) {
        this.ring = ring;
        this.rails = rails;
        aeron = transport.aeron();
        int count = rails == null ? 1 : rails.count();
        publicationIds = new long[count];
        publications = new ExclusivePublication[count];
        subscriptionIds = new long[count][ring.size()];
        subscriptions = new Subscription[count][ring.size()];
        images = new Image[count][ring.size()];
        for (int rail = 0; rail < count; rail++) {
            String out = rails == null ? IPC : channel.apply(rails, rail);
            String in = rails == null ? IPC : rails.subscription(rail);
            publicationIds[rail] = aeron.asyncAddExclusivePublication(out, streamIds.applyAsInt(ring, ring.rank()));
            for (int rank = 0; rank < ring.size(); rank++) {
                if (rank != ring.rank()) {
                    subscriptionIds[rail][rank] = aeron.asyncAddSubscription(in, streamIds.applyAsInt(ring, rank));
                }
            }
        }
    }

    int rails() {
        return publications.length;
    }

    /** True when this rank can hear all others; those it cannot hear yet are looked for. */
    boolean seesAll() {
        for (int rail = 0; rail < publications.length; rail++) {
            if (publications[rail] == null) {
                publications[rail] = aeron.getExclusivePublication(publicationIds[rail]);
                addDestinations(rail);
            }
        }
        return firstUnseen() < 0 && isOpen();
    }

    private void addDestinations(int rail) {
        if (rails != null && publications[rail] != null) {
            for (int rank = 0; rank < ring.size(); rank++) {
                if (rank != ring.rank()) {
                    publications[rail].asyncAddDestination(rails.meshDestination(rail, rank));
                }
            }
        }
    }

    /** True when the driver has opened this rank's own end. */
    boolean isOpen() {
        return publications[0] != null;
    }

    /** The lowest rank that cannot be heard yet on any rail, or -1. */
    int firstUnseen() {
        int unseen = -1;
        for (int rank = ring.size() - 1; rank >= 0; rank--) {
            boolean isSeen = rank == ring.rank();
            for (int rail = 0; rail < images.length; rail++) {
                isSeen |= rank != ring.rank() && sees(rail, rank);
            }
            if (!isSeen) {
                unseen = rank;
            }
        }
        return unseen;
    }

    private boolean sees(int rail, int rank) {
        if (subscriptions[rail][rank] == null) {
            subscriptions[rail][rank] = aeron.getSubscription(subscriptionIds[rail][rank]);
        }
        Subscription subscription = subscriptions[rail][rank];
        if ((images[rail][rank] == null || images[rail][rank].isClosed())
                && subscription != null
                && subscription.imageCount() > 0) {
            images[rail][rank] = subscription.imageAtIndex(0);
        }
        return images[rail][rank] != null;
    }

    /**
     * Claims a message to all others.
     *
     * @return false when there is no room or nobody to hear it for now: go on polling
     * @throws RingBrokenException when this rank's own end is gone
     */
    boolean tryClaim(int lengthBytes, BufferClaim claim) {
        for (ExclusivePublication publication : publications) {
            if (publication != null) {
                long position = Claims.tryClaim(publication, lengthBytes, claim, ring);
                refusals.onClaim(position);
                if (position > 0) {
                    claimed = publication;
                    return true;
                }
            }
        }
        return false;
    }

    /** Times that there was no room. */
    long refusals() {
        return refusals.count();
    }

    /** Sends the claimed message; a rail that has no room for it is dead, or hears it by another. */
    void commit(BufferClaim claim) {
        for (ExclusivePublication publication : publications) {
            if (publication != claimed && publication != null) {
                long position;
                do {
                    position = publication.offer(claim.buffer(), claim.offset(), claim.length());
                } while (position == Publication.ADMIN_ACTION);
            }
        }
        claim.commit();
    }

    /** Hands the rank's next message on a rail to the handler; 0 when there is none, or the rank cannot be heard. */
    int poll(int rail, int rank, ControlledFragmentHandler handler) {
        Image image = images[rail][rank];
        if (rails != null && (image == null || image.isClosed())) { // a rail may come back
            image = sees(rail, rank) ? images[rail][rank] : null;
        }
        return image == null ? 0 : image.controlledPoll(handler, 1);
    }

    /** True when the rank could be heard and cannot any more on any rail, and all it said has been read. */
    boolean hasLeft(int rank) {
        boolean wasThere = false;
        for (int rail = 0; rail < images.length; rail++) {
            if (images[rail][rank] != null) {
                wasThere = true;
                if (!images[rail][rank].isClosed() && !images[rail][rank].isEndOfStream()) {
                    return false;
                }
            }
        }
        return wasThere;
    }

    @Override
    public void close() {
        for (int rail = 0; rail < publications.length; rail++) {
            if (publications[rail] != null) {
                publications[rail].close();
            } else if (!aeron.isClosed()) {
                aeron.asyncRemovePublication(publicationIds[rail]);
            }
            for (int rank = 0; rank < ring.size(); rank++) {
                if (subscriptions[rail][rank] != null) {
                    subscriptions[rail][rank].close();
                } else if (rank != ring.rank() && !aeron.isClosed()) {
                    aeron.asyncRemoveSubscription(subscriptionIds[rail][rank]);
                }
            }
        }
    }
}
