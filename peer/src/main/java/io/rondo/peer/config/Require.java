package io.rondo.peer.config;

import io.rondo.peer.config.yaml.Durations;
import io.rondo.peer.config.yaml.InvalidSettingException;
import java.time.Duration;

/** Bounds that the records' constructors check; each says in the refusal what would have been possible. */
final class Require {
    private Require() {}

    static void between(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InvalidSettingException(key, "a whole number from " + least + " to " + most, value);
        }
    }

    static void between(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            String bounds = "a duration from " + Durations.print(least) + " to " + Durations.print(most);
            throw new InvalidSettingException(key, bounds, Durations.print(value));
        }
    }

    static void positive(String key, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new InvalidSettingException(key, "a number above 0", EffectiveConfig.number(value));
        }
    }

    static void notNegative(String key, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new InvalidSettingException(key, "a number of at least 0", EffectiveConfig.number(value));
        }
    }

    /** At least 0 and below 1: a share of what was before. */
    static void fraction(String key, double value) {
        if (!(value >= 0) || !(value < 1)) {
            throw new InvalidSettingException(key, "a number from 0 to below 1", EffectiveConfig.number(value));
        }
    }
}
