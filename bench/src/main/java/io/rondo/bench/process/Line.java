package io.rondo.bench.process;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line between the benchmark and its processes: a name, then key=value pairs; no value holds a space.
 *
 * @param name of the command or event
 * @param values by key, in the order written
 */
public record Line(String name, Map<String, String> values) {
    public static Line of(String name, Object... keysAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(
                    keysAndValues[i].toString(), keysAndValues[i + 1].toString().replace(' ', '_'));
        }
        return new Line(name, values);
    }

    public static Line parse(String text) {
        String[] words = text.trim().split(" ");
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals > 0) {
                values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        return new Line(words[0], values);
    }

    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + " in line: " + this);
        }
        return value;
    }

    public long number(String key) {
        return Long.parseLong(text(key));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        values.forEach((key, value) -> text.append(' ').append(key).append('=').append(value));
        return text.toString();
    }
}
