package io.rondo.bench.chaos;

import io.rondo.peer.RondoException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What shall happen to the run.
 *
 * @param kills injuries after which it is over; 0: it is over by time
 * @param duration after which it is over; zero: by the number of injuries
 * @param mtbf mean time between an injury's end and the next one; zero: none
 * @param hurts one of them each time
 * @param starve processes that do nothing but use the processor
 */
record ChaosPlan(int kills, Duration duration, Duration mtbf, List<Hurt> hurts, int starve, long seed) {
    ChaosPlan {
        if (kills == 0 && duration.isZero()) {
            throw new RondoException("chaos needs an end: give --kills N or --minutes M");
        }
    }

    boolean isOver(int injuries, long elapsedNs) {
        return kills > 0 && injuries >= kills || !duration.isZero() && elapsedNs >= duration.toNanos();
    }

    boolean hurtsNobody() {
        return kills == 0 && mtbf.isZero();
    }

    /** Exponentially distributed, as independent failures are. */
    long nextPauseNs(RandomGenerator random) {
        return (long) (mtbf.toNanos() * random.nextExponential());
    }

    Hurt nextHurt(RandomGenerator random) {
        return hurts.get(random.nextInt(hurts.size()));
    }
}
