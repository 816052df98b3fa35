package io.rondo.bench.chaos;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Which peer is hurt, and when. */
enum Aim {
    /** Any member at any moment. */
    ANYBODY,
    /** The one that holds the host's data driver: the lowest rank. */
    HOLDER,
    /** Any member, once it is exchanging. */
    EXCHANGING;

    /** Of five injuries one at the holder at least, and one within an operation. */
    private static final int SHARE = 5;

    /**
     * Three in ten at the holder, four at a moment within an operation, the rest at anybody; towards the end of a plan with so
     * many injuries, at whatever has been hit too seldom: operations may be over before the signal comes.
     *
     * @param planned injuries; 0: not known
     */
    static Aim next(RandomGenerator random, int planned, List<Injury> soFar) {
        int tenth = random.nextInt(10);
        Aim aim = tenth < 3 ? HOLDER : tenth < 7 ? EXCHANGING : ANYBODY;
        int wanted = (planned + SHARE - 1) / SHARE;
        long holders = missing(wanted, soFar, Injury::wasHolder);
        long operations = missing(wanted, soFar, Injury::isInOperation);
        if (holders + 2 * operations < planned - soFar.size()) {
            return aim;
        }
        return operations > 0 ? EXCHANGING : holders > 0 ? HOLDER : aim;
    }

    private static long missing(int wanted, List<Injury> soFar, Predicate<Injury> kind) {
        return Math.max(0, wanted - soFar.stream().filter(kind).count());
    }
}
