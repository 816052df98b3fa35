package io.rondo.peer.config;

import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Section {@code training.optimizer}: its name, and a value for exactly the coefficients that it uses.
 *
 * @param coefficients in the order of {@link Coefficient}
 */
public record OptimizerConfig(OptimizerName name, Map<Coefficient, Double> coefficients) {
    public OptimizerConfig {
        Map<Coefficient, Double> all = new EnumMap<>(name.defaults());
        for (Map.Entry<Coefficient, Double> given : coefficients.entrySet()) {
            Coefficient coefficient = given.getKey();
            if (!name.defaults().containsKey(coefficient)) {
                String used =
                        name.defaults().keySet().stream().map(Coefficient::key).collect(Collectors.joining(", "));
                String expected = "nothing, because optimizer " + name + " uses only " + used;
                throw new InvalidSettingException(coefficient.key(), expected, given.getValue());
            }
            coefficient.check(given.getValue());
            all.put(coefficient, given.getValue());
        }
        coefficients = Collections.unmodifiableMap(all);
    }

    static OptimizerConfig from(Section in) {
        OptimizerName name = in.word("name", OptimizerName.class, OptimizerName.ADAM);
        Map<Coefficient, Double> given = new EnumMap<>(Coefficient.class);
        for (Coefficient coefficient : Coefficient.values()) {
            if (in.has(coefficient.key())) {
                given.put(coefficient, in.number(coefficient.key(), 0));
            }
        }
        return in.end(() -> new OptimizerConfig(name, given));
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name.toString());
        coefficients.forEach((coefficient, value) -> map.put(coefficient.key(), value));
        return map;
    }

    public boolean uses(Coefficient coefficient) {
        return coefficients.containsKey(coefficient);
    }

    /** The value of a coefficient that this optimizer uses. */
    public double get(Coefficient coefficient) {
        if (!uses(coefficient)) {
            throw new IllegalArgumentException("optimizer " + name + " has no " + coefficient.key());
        }
        return coefficients.get(coefficient);
    }
}
