package io.rondo.peer.config;

import static io.rondo.peer.config.Coefficient.BETA1;
import static io.rondo.peer.config.Coefficient.BETA2;
import static io.rondo.peer.config.Coefficient.DECAY;
import static io.rondo.peer.config.Coefficient.EPSILON;
import static io.rondo.peer.config.Coefficient.LEARNING_RATE;
import static io.rondo.peer.config.Coefficient.RHO;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The optimizers, and for each the coefficients that it uses with their defaults: ND4J's, but for the learning rates of
 * sgd, nesterovs, adagrad and rmsprop, which there are 10 times smaller or 10 to 100 times larger than what trains a
 * convolutional net.
 */
public enum OptimizerName {
    SGD(Map.of(LEARNING_RATE, 0.01)),
    MOMENTUM(Map.of(LEARNING_RATE, 0.01, Coefficient.MOMENTUM, 0.9)),
    NESTEROVS(Map.of(LEARNING_RATE, 0.01, Coefficient.MOMENTUM, 0.9)),
    ADAM(adamLike()),
    AMSGRAD(adamLike()),
    ADAGRAD(Map.of(LEARNING_RATE, 0.01, EPSILON, 1e-6)),
    RMSPROP(Map.of(LEARNING_RATE, 0.001, DECAY, 0.95, EPSILON, 1e-8)),
    ADAMAX(adamLike()),
    NADAM(adamLike()),
    /** Finds its own rate: takes no learning rate, and no schedule. */
    ADADELTA(Map.of(RHO, 0.95, EPSILON, 1e-6));

    private final Map<Coefficient, Double> defaults;

    OptimizerName(Map<Coefficient, Double> defaults) {
        this.defaults = Collections.unmodifiableMap(new EnumMap<>(defaults));
    }

    private static Map<Coefficient, Double> adamLike() {
        return Map.of(LEARNING_RATE, 0.001, BETA1, 0.9, BETA2, 0.999, EPSILON, 1e-8);
    }

    /** The coefficients that this optimizer uses, in the order of {@link Coefficient}, with their defaults. */
    public Map<Coefficient, Double> defaults() {
        return defaults;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
