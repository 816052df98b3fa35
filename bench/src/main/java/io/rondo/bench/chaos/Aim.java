package io.rondo.bench.chaos;

import java.util.random.RandomGenerator;

/** Which peer is hurt, and when. */
enum Aim {
    /** Any member at any moment. */
    ANYBODY,
    /** The one that holds the host's data driver: the lowest rank. */
    HOLDER,
    /** Any member, once it is exchanging. */
    EXCHANGING;

    /** Three in ten each at the holder and at a moment within an operation, the rest at anybody. */
    static Aim next(RandomGenerator random) {
        int tenth = random.nextInt(10);
        return tenth < 3 ? HOLDER : tenth < 6 ? EXCHANGING : ANYBODY;
    }
}
