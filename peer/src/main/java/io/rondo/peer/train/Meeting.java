package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Ring;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What the members of a new ring tell each other before they go on: how many exchanges each has committed, and which one
 * it wants now. All of them draw the same conclusions.
 *
 * <p>A <b>newcomer</b> has nothing of the run, or had: it was taken out, and what it has committed may be void. Should a ring
 * consist of newcomers alone, those count as placed that have got furthest, unless others may have gone on without them:
 * every view since the newest that one of them had a place in must have come with the entrance of one of them. When nobody
 * has got anywhere, the run begins.
 */
final class Meeting {
    /** Wanted: a place in the run. Values above 0: a gathering of so many values of each. */
    static final int PLACE = -1;

    /** Wanted: to part. */
    static final int END = -2;

    /** Wanted: the reduce of a step's gradients. */
    static final int REDUCE = 0;

    private static final int IS_NEWCOMER = 0;
    private static final int COMMITTED = 1;
    private static final int WANTED = 2;
    private static final int IS_REDUCED = 3;
    private static final int GENERATION = 4;
    private static final int SAMPLES = 5;
    private static final int LOSS = 6;
    private static final int VALUES = 7;
    private static final int PLACED_IN = 8;
    private static final int ENTERED_IN = 9;
    static final int COLUMNS = 10;

    private final long[] all;
    private final int ownRank;
    private final int generation;
    private final List<Integer> placed; // ranks

    private Meeting(long[] all, Ring ring) {
        this.all = all;
        this.ownRank = ring.rank();
        this.generation = ring.generation();
        List<Integer> old = ranks(rank -> at(rank, IS_NEWCOMER) == 0);
        this.placed = old.isEmpty() ? furthestNewcomers() : old;
    }

    /**
     * A collective.
     *
     * @param tenure of this peer
     * @param committed exchanges that this peer has committed
     * @param last the last of them
     * @param wanted {@link #REDUCE}, {@link #PLACE}, {@link #END}, or how many values of each peer are gathered
     */
    static Meeting of(Collectives ring, Tenure tenure, long committed, Committed last, int wanted) {
        long[] all = ring.allGather(
                tenure.isNewcomer() ? 1 : 0,
                committed,
                wanted,
                last.isReduced() ? 1 : 0,
                last.generation(),
                last.samples(),
                Double.doubleToRawLongBits(last.loss()),
                last.values().length,
                tenure.placedIn(),
                tenure.enteredIn());
        return new Meeting(all, ring.ring());
    }

    private long at(int rank, int column) {
        return all[rank * COLUMNS + column];
    }

    private List<Integer> ranks(IntPredicate wanted) {
        return IntStream.range(0, all.length / COLUMNS).filter(wanted).boxed().toList();
    }

    /** Nobody here has a place in the run, and others may have gone on with it who are not here any more. */
    boolean isRunLost() {
        long newest = greatest(rank -> true, PLACED_IN);
        long entrances = IntStream.range(0, all.length / COLUMNS)
                .mapToLong(rank -> at(rank, ENTERED_IN))
                .filter(entered -> entered > newest)
                .distinct()
                .count();
        return newest > 0 && ranks(rank -> at(rank, IS_NEWCOMER) == 0).isEmpty() && entrances < generation - newest;
    }

    /** They have the same state: as many exchanges, the last one committed in one ring. */
    private List<Integer> furthestNewcomers() {
        long most = greatest(rank -> true, COMMITTED);
        long latest = greatest(rank -> at(rank, COMMITTED) == most, GENERATION);
        return most == 0 ? List.of() : ranks(rank -> at(rank, COMMITTED) == most && at(rank, GENERATION) == latest);
    }

    private long greatest(IntPredicate among, int column) {
        return ranks(among).stream().mapToLong(rank -> at(rank, column)).max().orElseThrow();
    }

    /** Nobody has anything of the run. */
    boolean isBeginning() {
        return placed.isEmpty();
    }

    /** This peer has its place in the run. */
    boolean isPlaced() {
        return placed.contains(ownRank);
    }

    /** Ranks of those who have the run's state or are about to catch up with it. */
    List<Integer> placed() {
        return placed;
    }

    boolean hasNewcomers() {
        return placed.size() < all.length / COLUMNS;
    }

    /** Exchanges committed by those who are furthest. */
    long most() {
        return at(furthest(), COMMITTED);
    }

    /** Somebody with a place in the run has missed the last exchange. */
    boolean isAnyBehind() {
        return placed.stream().anyMatch(rank -> at(rank, COMMITTED) < most());
    }

    /** The first of those who have committed most: who is behind receives from it. */
    int furthest() {
        int furthest = placed.get(0);
        for (int rank : placed) {
            furthest = at(rank, COMMITTED) > at(furthest, COMMITTED) ? rank : furthest;
        }
        return furthest;
    }

    /** What those who are furthest want, all the same. */
    int wanted() {
        return (int) at(furthest(), WANTED);
    }

    /** The rank that newcomers have the state from: the first newcomer's predecessor among those who have it. */
    int giver() {
        int size = all.length / COLUMNS;
        int rank = ranks(each -> !placed.contains(each)).get(0);
        while (!placed.contains(rank)) {
            rank = Math.floorMod(rank - 1, size);
        }
        return rank;
    }

    /**
     * What those who are furthest have committed last.
     *
     * @param peers members of its ring
     * @param values of it, if they were gathered
     */
    Committed last(List<Integer> peers, long[] values) {
        int rank = furthest();
        return new Committed(
                isLastReduced(),
                lastGeneration(),
                peers,
                at(rank, SAMPLES),
                Double.longBitsToDouble(at(rank, LOSS)),
                values);
    }

    boolean isLastReduced() {
        return at(furthest(), IS_REDUCED) == 1;
    }

    int lastGeneration() {
        return (int) at(furthest(), GENERATION);
    }

    int lastValues() {
        return (int) at(furthest(), VALUES);
    }

    @Override
    public String toString() {
        return "placed=" + placed + " rows=" + Arrays.toString(all);
    }
}
