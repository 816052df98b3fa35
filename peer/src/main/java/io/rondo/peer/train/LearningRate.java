package io.rondo.peer.train;

import io.rondo.peer.config.Coefficient;
import io.rondo.peer.config.OptimizerConfig;
import io.rondo.peer.config.ScheduleConfig;
import io.rondo.peer.config.TrainingConfig;

/**
 * The learning rate of every step: base rate, scaled by the number of peers, times the schedule, times the warm-up.
 * StrictMath, so that replicas on different machines agree.
 *
 * @param base rate before the schedule, scaling included
 * @param totalSteps of all epochs: where {@code cosine} and {@code linear} arrive at their end rate
 */
public record LearningRate(double base, ScheduleConfig schedule, long totalSteps) {
    /** @param peers whose number scales the rate */
    public static LearningRate of(TrainingConfig training, int peers, long totalSteps) {
        OptimizerConfig optimizer = training.optimizer();
        double rate = optimizer.uses(Coefficient.LEARNING_RATE) ? optimizer.get(Coefficient.LEARNING_RATE) : 0;
        return new LearningRate(rate * training.rateScaling().factor(peers), training.schedule(), totalSteps);
    }

    /** The rate of a step, from 0. */
    public double at(long step) {
        double rate = scheduled(step);
        return step < schedule.warmupSteps() ? rate * (step + 1) / schedule.warmupSteps() : rate;
    }

    private double scheduled(long step) {
        double progress = totalSteps <= 1 ? 0 : Math.min(1.0, (double) step / (totalSteps - 1));
        double end = schedule.endRate();
        switch (schedule.name()) {
            case STEP:
                return base * StrictMath.pow(schedule.factor(), step / schedule.everySteps());
            case EXPONENTIAL:
                return base * StrictMath.pow(schedule.factor(), (double) step / schedule.everySteps());
            case COSINE:
                return end + (base - end) * (1 + StrictMath.cos(StrictMath.PI * progress)) / 2;
            case LINEAR:
                return base + (end - base) * progress;
            default:
                return base;
        }
    }
}
