package io.rondo.peer.config;

import io.rondo.peer.config.yaml.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bound of staleness, of the rules that have one: a number, or section {@code central.bound}.
 *
 * @param rule where it comes from
 * @param value the bound, of {@code epoch} the first one; with {@code weights} the largest
 * @param step that {@code epoch} adds each epoch; else 0
 * @param factor of {@code weights}; else 0
 */
public record BoundConfig(BoundRule rule, int value, int step, double factor) {
    static final String VALUE = "value";
    private static final String STEP = "step";
    private static final String FACTOR = "factor";
    private static final int MOST = 1_000_000_000;
    private static final int DEFAULT_VALUE = 4;
    private static final int DEFAULT_MOST = 100;
    private static final int DEFAULT_STEP = 1;
    private static final double DEFAULT_FACTOR = 100;

    public BoundConfig {
        Require.between(VALUE, value, 0, MOST);
        Require.between(STEP, step, 0, MOST);
        Require.notNegative(FACTOR, factor);
    }

    /** Of a rule of consistency that has no bound. */
    static BoundConfig none() {
        return fixed(0);
    }

    /** The same all the time. */
    public static BoundConfig fixed(int value) {
        return new BoundConfig(BoundRule.FIXED, value, 0, 0);
    }

    static BoundConfig from(Section in) {
        BoundRule rule = in.word("rule", BoundRule.class, BoundRule.FIXED);
        int value = in.integer(VALUE, rule == BoundRule.WEIGHTS ? DEFAULT_MOST : DEFAULT_VALUE);
        int step = in.integer(STEP, rule == BoundRule.EPOCH ? DEFAULT_STEP : 0);
        double factor = in.number(FACTOR, rule == BoundRule.WEIGHTS ? DEFAULT_FACTOR : 0);
        for (String key : List.of(STEP, FACTOR)) {
            if (in.has(key) && rule != (key.equals(STEP) ? BoundRule.EPOCH : BoundRule.WEIGHTS)) {
                throw in.refusal(
                        key,
                        "nothing, because bound rule " + rule + " does not use it",
                        in.value(key).orElseThrow().shown());
            }
        }
        return in.end(() -> new BoundConfig(rule, value, step, factor));
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("rule", rule.toString());
        map.put(VALUE, value);
        if (rule == BoundRule.EPOCH) {
            map.put(STEP, step);
        }
        if (rule == BoundRule.WEIGHTS) {
            map.put(FACTOR, factor);
        }
        return map;
    }
}
