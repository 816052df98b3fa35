package io.rondo.peer.config;

import java.util.Optional;

/** A number that some optimizers use: its key and what it may be. */
public enum Coefficient {
    LEARNING_RATE("learningRate"),
    MOMENTUM("momentum"),
    /** Decay of the mean of gradients. */
    BETA1("beta1"),
    /** Decay of the mean of squared gradients. */
    BETA2("beta2"),
    /** Decay of the mean of squared gradients in rmsprop. */
    DECAY("decay"),
    /** Decay of both means in adadelta. */
    RHO("rho"),
    /** Keeps a quotient finite. */
    EPSILON("epsilon");

    private final String key;

    Coefficient(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    static Optional<Coefficient> of(String key) {
        for (Coefficient coefficient : values()) {
            if (coefficient.key.equals(key)) {
                return Optional.of(coefficient);
            }
        }
        return Optional.empty();
    }

    void check(double value) {
        if (this == LEARNING_RATE || this == EPSILON) {
            Require.positive(key, value);
        } else {
            Require.fraction(key, value);
        }
    }
}
