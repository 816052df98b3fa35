package io.rondo.peer.config;

import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import io.rondo.peer.model.Backend;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Section {@code training}.
 *
 * @param epochs passes over the training set
 * @param steps the run ends after this many steps even when epochs are left; empty: no such limit
 * @param batch samples a step for each peer
 * @param microBatch samples that a peer computes at once, where its batch is larger
 * @param bucketMiB how much of the gradients, in MiB, is reduced as soon as it is final; 0: all of it at once
 * @param seed of everything random: first parameters, order of the samples
 * @param weightDecay the share of each parameter that is added to its gradient; 0: none
 * @param clipNorm largest Euclidean norm of the averaged gradient; 0: unlimited
 * @param digestEvery steps between two comparisons of all replicas' digests
 * @param stepTimeout longest wait for a slow but living peer
 * @param slow peers that are slow on purpose, each as {@link Slowdown} reads it
 */
public record TrainingConfig(
        int epochs,
        OptionalLong steps,
        int batch,
        int microBatch,
        double bucketMiB,
        long seed,
        Backend backend,
        OptimizerConfig optimizer,
        ScheduleConfig schedule,
        double weightDecay,
        double clipNorm,
        RateScaling rateScaling,
        int digestEvery,
        Duration stepTimeout,
        List<String> slow) {
    private static final int DEFAULT_EPOCHS = 6;
    private static final int DEFAULT_BATCH = 16;
    private static final int DEFAULT_MICRO_BATCH = 16;
    /** PyTorch's DistributedDataParallel has the same. */
    private static final double DEFAULT_BUCKET_MIB = 25;

    private static final int DEFAULT_DIGEST_EVERY = 50;
    private static final Duration DEFAULT_STEP_TIMEOUT = Duration.ofMinutes(5);
    private static final int MOST_EPOCHS = 1_000_000;
    private static final int MOST_BATCH = 65_536;
    private static final long MOST_STEPS = 1_000_000_000_000L;

    public TrainingConfig {
        Require.between("epochs", epochs, 1, MOST_EPOCHS);
        steps.ifPresent(limit -> Require.between("steps", limit, 1, MOST_STEPS));
        Require.between("batch", batch, 1, MOST_BATCH);
        Require.between("microBatch", microBatch, 1, MOST_BATCH);
        Require.notNegative("bucketMiB", bucketMiB);
        Require.notNegative("weightDecay", weightDecay);
        Require.notNegative("clipNorm", clipNorm);
        Require.between("digestEvery", digestEvery, 1, MOST_EPOCHS);
        Require.between("stepTimeout", stepTimeout, Duration.ofSeconds(1), Duration.ofHours(24));
        slow = List.copyOf(slow);
        Slowdown.of(slow);
        if (optimizer.uses(Coefficient.LEARNING_RATE)) {
            refuseRisingSchedule(optimizer, schedule);
        } else {
            refuseRateWithoutOne(optimizer, schedule, rateScaling);
        }
    }

    private static void refuseRisingSchedule(OptimizerConfig optimizer, ScheduleConfig schedule) {
        double rate = optimizer.get(Coefficient.LEARNING_RATE);
        if (schedule.endRate() > rate) {
            throw new InvalidSettingException(
                    "schedule.endRate",
                    "at most the learning rate, " + EffectiveConfig.number(rate),
                    EffectiveConfig.number(schedule.endRate()));
        }
    }

    private static void refuseRateWithoutOne(OptimizerConfig optimizer, ScheduleConfig schedule, RateScaling scaling) {
        String why = ", because optimizer " + optimizer.name() + " has no learning rate";
        if (schedule.name() != ScheduleName.CONSTANT) {
            throw new InvalidSettingException("schedule.name", "constant" + why, schedule.name());
        }
        if (schedule.warmupSteps() != 0) {
            throw new InvalidSettingException("schedule.warmupSteps", "0" + why, schedule.warmupSteps());
        }
        if (scaling != RateScaling.NONE) {
            throw new InvalidSettingException("rateScaling", "none" + why, scaling);
        }
    }

    static TrainingConfig from(Section in) {
        int epochs = in.integer("epochs", DEFAULT_EPOCHS);
        OptionalLong steps = in.wholeNumber("steps").map(OptionalLong::of).orElseGet(OptionalLong::empty);
        int batch = in.integer("batch", DEFAULT_BATCH);
        int microBatch = in.integer("microBatch", DEFAULT_MICRO_BATCH);
        double bucketMiB = in.number("bucketMiB", DEFAULT_BUCKET_MIB);
        long seed = in.wholeNumber("seed", 1);
        Backend backend = in.word("backend", Backend.class, Backend.AUTO);
        OptimizerConfig optimizer = OptimizerConfig.from(in.section("optimizer"));
        ScheduleConfig schedule = ScheduleConfig.from(in.section("schedule"), optimizer);
        double weightDecay = in.number("weightDecay", 0);
        double clipNorm = in.number("clipNorm", 0);
        RateScaling rateScaling = in.word("rateScaling", RateScaling.class, RateScaling.NONE);
        int digestEvery = in.integer("digestEvery", DEFAULT_DIGEST_EVERY);
        Duration stepTimeout = in.duration("stepTimeout", DEFAULT_STEP_TIMEOUT);
        List<String> slow = in.texts("slow", List.of());
        return in.end(() -> new TrainingConfig(
                epochs,
                steps,
                batch,
                microBatch,
                bucketMiB,
                seed,
                backend,
                optimizer,
                schedule,
                weightDecay,
                clipNorm,
                rateScaling,
                digestEvery,
                stepTimeout,
                slow));
    }

    /** {@link #bucketMiB} in whole bytes; 0 only if that is 0. */
    public long bucketBytes() {
        return (long) Math.ceil(bucketMiB * (1 << 20));
    }

    /** {@link #slow}, read. */
    public List<Slowdown> slowdowns() {
        return Slowdown.of(slow);
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("epochs", epochs);
        steps.ifPresent(limit -> map.put("steps", limit));
        map.put("batch", batch);
        map.put("microBatch", microBatch);
        map.put("bucketMiB", bucketMiB);
        map.put("seed", seed);
        map.put("backend", Section.word(backend));
        map.put("optimizer", optimizer.asMap());
        map.put("schedule", schedule.asMap());
        map.put("weightDecay", weightDecay);
        map.put("clipNorm", clipNorm);
        map.put("rateScaling", rateScaling.toString());
        map.put("digestEvery", digestEvery);
        map.put("stepTimeout", stepTimeout);
        map.put("slow", slow);
        return map;
    }
}
