package io.rondo.peer.config;

import java.util.List;
import java.util.Locale;

/** How the learning rate changes over a run, and the keys that each schedule uses. */
public enum ScheduleName {
    /** Stays. */
    CONSTANT,
    /** {@code rate * factor^floor(step / everySteps)}. */
    STEP("everySteps", "factor"),
    /** {@code rate * factor^(step / everySteps)}. */
    EXPONENTIAL("everySteps", "factor"),
    /** Half a cosine from the rate down to {@code endRate} at the last epoch's end (Loshchilov and Hutter 2017). */
    COSINE("endRate"),
    /** A straight line from the rate down to {@code endRate} at the last epoch's end. */
    LINEAR("endRate");

    private final List<String> keys;

    ScheduleName(String... keys) {
        this.keys = List.of(keys);
    }

    /** The keys of the schedule's own, beside {@code name} and {@code warmupSteps}. */
    List<String> keys() {
        return keys;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
