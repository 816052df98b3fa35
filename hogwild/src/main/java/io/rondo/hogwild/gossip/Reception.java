package io.rondo.hogwild.gossip;

import io.rondo.allreduce.Collectives;
import io.rondo.hogwild.token.TokenRing;
import io.rondo.hogwild.token.Turn;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What the members of a new ring tell each other before they gossip: who is new, what each has done, which open offers
 * were taken, how many consensuses there were. All of it is collectives. Gossip thread only.
 */
final class Reception {
    private static final int IS_NEW = 0;
    private static final int CONSENSUS = 1;
    private static final int OFFER_SLOT = 2;
    private static final int OFFER_NUMBER = 3;
    private static final int OFFER_TURN = 4;
    private static final int STEPS = 5;
    private static final int SAMPLES = 6;
    private static final int LOSS = 7;
    private static final int IS_DONE = 8;
    private static final int GONE_STEPS = 9;
    private static final int GONE_SAMPLES = 10;
    private static final int GONE_LOSS = 11;
    private static final int EPOCH = 12;
    private static final int COLUMNS = 13;
    private static final int NOBODY = -1;

    private final Collectives ring;
    private final int rank;
    private final long[] all; // COLUMNS a rank

    /** @param departed what those who are gone had done, as this peer has heard; a newcomer has heard nothing */
    Reception(Collectives ring, boolean isNew, int consensus, TokenRing tokens, PeerNews own, PeerNews departed) {
        this.ring = ring;
        this.rank = ring.ring().rank();
        Turn open = tokens.openOffer();
        long[] mine = new long[COLUMNS];
        mine[IS_NEW] = isNew ? 1 : 0;
        mine[CONSENSUS] = consensus;
        mine[OFFER_SLOT] = open == null ? NOBODY : open.slot();
        mine[OFFER_NUMBER] = open == null ? 0 : open.number();
        mine[OFFER_TURN] = open == null ? 0 : open.turn();
        mine[STEPS] = own.steps();
        mine[SAMPLES] = own.samples();
        mine[LOSS] = Double.doubleToRawLongBits(own.lossSum());
        mine[IS_DONE] = own.isDone() ? 1 : 0;
        mine[EPOCH] = Math.max(own.epoch(), departed.epoch());
        mine[GONE_STEPS] = departed.steps();
        mine[GONE_SAMPLES] = departed.samples();
        mine[GONE_LOSS] = Double.doubleToRawLongBits(departed.lossSum());
        all = ring.allGather(mine);
    }

    private long of(int each, int column) {
        return all[each * COLUMNS + column];
    }

    /** A collective: whether a member has taken in the offer that this peer has open. */
    boolean wasOpenOfferTaken(TokenRing tokens) {
        int acceptedFrom = NOBODY;
        for (int each = 0; each < ring.ring().size(); each++) {
            if (of(each, OFFER_SLOT) != NOBODY) {
                Turn open = new Turn((int) of(each, OFFER_SLOT), (int) of(each, OFFER_NUMBER), of(each, OFFER_TURN));
                acceptedFrom = open.equals(tokens.accepted(open.slot())) ? each : acceptedFrom;
            }
        }
        for (long each : ring.allGather(acceptedFrom)) {
            if (each == rank) {
                return true;
            }
        }
        return false;
    }

    /**
     * A collective: each newcomer starts from what its predecessor has; when all are new, each has its own.
     *
     * @param vectors as long on every peer; others may be changing them
     */
    void give(List<MemorySegment> vectors, MemorySegment carrier) {
        int size = ring.ring().size();
        for (int newcomer = 0; newcomer < size && !areAllNew(); newcomer++) {
            if (of(newcomer, IS_NEW) == 1) {
                int giver = newcomer;
                do {
                    giver = Math.floorMod(giver - 1, size);
                } while (of(giver, IS_NEW) == 1);
                for (MemorySegment vector : vectors) {
                    give(vector, carrier, giver, newcomer);
                }
            }
        }
    }

    private void give(MemorySegment vector, MemorySegment carrier, int giver, int newcomer) {
        for (long at = 0; at < vector.byteSize(); at += carrier.byteSize()) {
            MemorySegment part = carrier.asSlice(0, Math.min(carrier.byteSize(), vector.byteSize() - at));
            if (rank == giver) {
                MemorySegment.copy(vector, at, part, 0, part.byteSize());
            }
            ring.broadcast(part, giver);
            if (rank == newcomer) {
                MemorySegment.copy(part, 0, vector, at, part.byteSize());
            }
        }
    }

    /** A run begins. */
    boolean areAllNew() {
        for (int each = 0; each < ring.ring().size(); each++) {
            if (of(each, IS_NEW) == 0) {
                return false;
            }
        }
        return true;
    }

    /** By rank. */
    List<PeerNews> news() {
        List<PeerNews> news = new ArrayList<>();
        for (int each = 0; each < ring.ring().size(); each++) {
            double lossSum = Double.longBitsToDouble(of(each, LOSS));
            news.add(new PeerNews(
                    of(each, STEPS), of(each, SAMPLES), lossSum, (int) of(each, EPOCH), of(each, IS_DONE) == 1, 0));
        }
        return news;
    }

    /** The most that anybody has heard of those who are gone: all go on with the same. */
    PeerNews departed() {
        PeerNews most = PeerNews.NOTHING;
        for (int each = 0; each < ring.ring().size(); each++) {
            if (of(each, GONE_SAMPLES) > most.samples()) {
                double lossSum = Double.longBitsToDouble(of(each, GONE_LOSS));
                most = new PeerNews(of(each, GONE_STEPS), of(each, GONE_SAMPLES), lossSum, 0, true, 0);
            }
        }
        return most;
    }

    /** The newest that anybody has taken part in. */
    int consensus() {
        int newest = 0;
        for (int each = 0; each < ring.ring().size(); each++) {
            newest = Math.max(newest, (int) of(each, CONSENSUS));
        }
        return newest;
    }
}
