package io.rondo.peer.train;

import static io.rondo.peer.config.Coefficient.BETA1;
import static io.rondo.peer.config.Coefficient.BETA2;
import static io.rondo.peer.config.Coefficient.DECAY;
import static io.rondo.peer.config.Coefficient.EPSILON;
import static io.rondo.peer.config.Coefficient.LEARNING_RATE;
import static io.rondo.peer.config.Coefficient.MOMENTUM;
import static io.rondo.peer.config.Coefficient.RHO;

import io.rondo.peer.config.Coefficient;
import io.rondo.peer.config.OptimizerConfig;

/** Every optimizer as its paper has it, for one parameter, in double precision. */
final class OptimizerOracle {
    private final OptimizerConfig config;
    private double m;
    private double v;
    private double most;

    OptimizerOracle(OptimizerConfig config) {
        this.config = config;
    }

    /** What is subtracted from the parameter; {@code t} counts from 1. */
    double update(double g, int t) {
        switch (config.name()) {
            case SGD:
                return the(LEARNING_RATE) * g;
            case MOMENTUM:
                m = the(MOMENTUM) * m + the(LEARNING_RATE) * g;
                return m;
            case NESTEROVS:
                m = the(MOMENTUM) * m + the(LEARNING_RATE) * g;
                return the(MOMENTUM) * m + the(LEARNING_RATE) * g;
            case ADAGRAD:
                v += g * g;
                return the(LEARNING_RATE) * g / (Math.sqrt(v) + the(EPSILON));
            case RMSPROP:
                v = the(DECAY) * v + (1 - the(DECAY)) * g * g;
                return the(LEARNING_RATE) * g / (Math.sqrt(v) + the(EPSILON));
            case ADADELTA:
                v = the(RHO) * v + (1 - the(RHO)) * g * g;
                double update = g * Math.sqrt(m + the(EPSILON)) / Math.sqrt(v + the(EPSILON));
                m = the(RHO) * m + (1 - the(RHO)) * update * update;
                return update;
            default:
                return adam(g, t);
        }
    }

    private double adam(double g, int t) {
        double correction1 = 1 - Math.pow(the(BETA1), t);
        double correction2 = 1 - Math.pow(the(BETA2), t);
        m = the(BETA1) * m + (1 - the(BETA1)) * g;
        switch (config.name()) {
            case ADAMAX:
                v = Math.max(the(BETA2) * v, Math.abs(g));
                return the(LEARNING_RATE) / correction1 * m / (v + the(EPSILON));
            case NADAM:
                v = the(BETA2) * v + (1 - the(BETA2)) * g * g;
                double ahead = the(BETA1) * m + (1 - the(BETA1)) * g;
                return the(LEARNING_RATE) * ahead / correction1 / (Math.sqrt(v) + the(EPSILON));
            case AMSGRAD:
                v = the(BETA2) * v + (1 - the(BETA2)) * g * g;
                most = Math.max(most, v);
                return the(LEARNING_RATE) * Math.sqrt(correction2) / correction1 * m / (Math.sqrt(most) + the(EPSILON));
            default:
                v = the(BETA2) * v + (1 - the(BETA2)) * g * g;
                return the(LEARNING_RATE) * Math.sqrt(correction2) / correction1 * m / (Math.sqrt(v) + the(EPSILON));
        }
    }

    private double the(Coefficient coefficient) {
        return config.get(coefficient);
    }
}
