package io.rondo.peer.train;

import io.rondo.peer.config.Coefficient;
import io.rondo.peer.config.OptimizerConfig;
import io.rondo.peer.config.OptimizerName;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

/** The optimizers of the config: ND4J's updaters, and plain momentum, which it has not. */
final class Optimizers {
    private static final int EPOCH = 0; // schedules here count steps alone

    private Optimizers() {}

    /** Length of the state that an optimizer keeps, in float32 values. */
    static long stateLength(OptimizerConfig config, long parameters) {
        return config.name() == OptimizerName.MOMENTUM
                ? parameters
                : nd4j(config, null).stateSize(parameters);
    }

    /** @param state {@code [1, stateLength]}, zeroed here; null when the optimizer keeps none */
    static UpdateRule open(OptimizerConfig config, LearningRate rate, INDArray state) {
        if (config.name() == OptimizerName.MOMENTUM) {
            return heavyBall(config.get(Coefficient.MOMENTUM), rate, state);
        }
        GradientUpdater<?> updater = nd4j(config, rate).instantiate(state, true);
        return (gradient, step) -> updater.applyUpdater(gradient, Math.toIntExact(step), EPOCH);
    }

    /** Polyak's momentum: v = m * v + rate * g; the update is v. */
    private static UpdateRule heavyBall(double momentum, LearningRate rate, INDArray velocity) {
        velocity.assign(0);
        return (gradient, step) -> {
            gradient.muli(rate.at(step));
            velocity.muli(momentum).addi(gradient);
            gradient.assign(velocity);
        };
    }

    private static IUpdater nd4j(OptimizerConfig config, LearningRate rate) {
        IUpdater updater = byName(config);
        if (rate != null && updater.hasLearningRate()) {
            updater.setLrAndSchedule(rate.base(), new RateSchedule(rate));
        }
        return updater;
    }

    private static IUpdater byName(OptimizerConfig config) {
        switch (config.name()) {
            case SGD:
                return new Sgd();
            case NESTEROVS:
                return new Nesterovs(config.get(Coefficient.MOMENTUM));
            case ADAM:
                return new Adam(rate(config), beta1(config), beta2(config), epsilon(config));
            case AMSGRAD:
                return new AMSGrad(rate(config), beta1(config), beta2(config), epsilon(config));
            case ADAMAX:
                return new AdaMax(rate(config), beta1(config), beta2(config), epsilon(config));
            case NADAM:
                return new Nadam(rate(config), beta1(config), beta2(config), epsilon(config));
            case ADAGRAD:
                return new AdaGrad(rate(config), epsilon(config));
            case RMSPROP:
                return new RmsProp(rate(config), config.get(Coefficient.DECAY), epsilon(config));
            case ADADELTA:
                return new AdaDelta(config.get(Coefficient.RHO), epsilon(config));
            default:
                throw new IllegalStateException("optimizer without an updater: " + config.name());
        }
    }

    private static double rate(OptimizerConfig config) {
        return config.get(Coefficient.LEARNING_RATE);
    }

    private static double beta1(OptimizerConfig config) {
        return config.get(Coefficient.BETA1);
    }

    private static double beta2(OptimizerConfig config) {
        return config.get(Coefficient.BETA2);
    }

    private static double epsilon(OptimizerConfig config) {
        return config.get(Coefficient.EPSILON);
    }

    /** Our learning rate as ND4J asks for it. */
    private static final class RateSchedule implements ISchedule {
        private static final long serialVersionUID = 1L;

        private final transient LearningRate rate;

        RateSchedule(LearningRate rate) {
            this.rate = rate;
        }

        @Override
        public double valueAt(int iteration, int epoch) {
            return rate.at(iteration);
        }

        @Override
        public ISchedule clone() {
            return this;
        }
    }
}
