package io.rondo.peer.config;

import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Section {@code training.schedule}: the learning rate as a function of the step, after a straight warm-up from 0 over
 * the first {@code warmupSteps} steps (0: none). What the named schedule does not use is 0.
 *
 * @param everySteps period of {@code step} and {@code exponential}, in steps
 * @param factor what the rate is multiplied with per period, above 0, at most 1
 * @param endRate learning rate at the end of {@code cosine} and {@code linear}
 */
public record ScheduleConfig(ScheduleName name, long everySteps, double factor, double endRate, long warmupSteps) {
    static final String EVERY_STEPS = "everySteps";
    static final String FACTOR = "factor";
    static final String END_RATE = "endRate";

    private static final long DEFAULT_EVERY_STEPS = 1_000;
    private static final double DEFAULT_FACTOR = 0.5;
    private static final long MOST_STEPS = 1_000_000_000_000L;

    public ScheduleConfig {
        if (name.keys().contains(EVERY_STEPS)) {
            Require.between(EVERY_STEPS, everySteps, 1, MOST_STEPS);
            if (!(factor > 0) || factor > 1) {
                throw new InvalidSettingException(
                        FACTOR, "a number above 0 and at most 1", EffectiveConfig.number(factor));
            }
        }
        Require.notNegative(END_RATE, endRate);
        Require.between("warmupSteps", warmupSteps, 0, MOST_STEPS);
    }

    static ScheduleConfig from(Section in, OptimizerConfig optimizer) {
        boolean hasRate = optimizer.uses(Coefficient.LEARNING_RATE);
        ScheduleName byDefault = hasRate ? ScheduleName.COSINE : ScheduleName.CONSTANT;
        ScheduleName name = in.word("name", ScheduleName.class, byDefault);
        boolean periodic = name.keys().contains(EVERY_STEPS);
        long everySteps = in.wholeNumber(EVERY_STEPS, periodic ? DEFAULT_EVERY_STEPS : 0);
        double factor = in.number(FACTOR, periodic ? DEFAULT_FACTOR : 0);
        double endRate = in.number(END_RATE, 0);
        long warmupSteps = in.wholeNumber("warmupSteps", 0);
        refuseUnused(in, name);
        return in.end(() -> new ScheduleConfig(name, everySteps, factor, endRate, warmupSteps));
    }

    private static void refuseUnused(Section in, ScheduleName name) {
        for (String key : List.of(EVERY_STEPS, FACTOR, END_RATE)) {
            if (in.has(key) && !name.keys().contains(key)) {
                String used = name.keys().isEmpty() ? "warmupSteps" : String.join(", ", name.keys()) + ", warmupSteps";
                String found = in.value(key).orElseThrow().shown();
                throw in.refusal(key, "nothing, because schedule " + name + " uses only " + used, found);
            }
        }
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name.toString());
        Map<String, Object> own = Map.of(EVERY_STEPS, everySteps, FACTOR, factor, END_RATE, endRate);
        name.keys().forEach(key -> map.put(key, own.get(key)));
        map.put("warmupSteps", warmupSteps);
        return map;
    }
}
