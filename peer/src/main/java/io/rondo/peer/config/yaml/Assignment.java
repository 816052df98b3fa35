package io.rondo.peer.config.yaml;

import io.rondo.peer.RondoException;
import java.util.List;
import java.util.Map;

/**
 * One key set from the command line over what the file says: {@code --set training.batch=16}, or a shorthand such as
 * {@code --batch 16}. Refusals name the option instead of a line.
 */
public record Assignment(Place place, List<String> path, YamlValue value) {
    public Assignment {
        path = List.copyOf(path);
    }

    /** Reads the {@code key=value} of {@code --set}; the value is YAML. */
    public static Assignment parse(String keyAndValue) {
        Place place = Place.of("--set " + keyAndValue);
        int equals = keyAndValue.indexOf('=');
        List<String> path =
                List.of(keyAndValue.substring(0, Math.max(equals, 0)).strip().split("\\.", -1));
        if (equals < 0 || path.stream().anyMatch(String::isBlank)) {
            throw new RondoException(place + ": expected key=value, such as --set training.batch=16");
        }
        return new Assignment(place, path, yaml(keyAndValue.substring(equals + 1), place));
    }

    /** A shorthand whose value is YAML: {@code --batch 16}. */
    public static Assignment shorthand(String option, String key, String value) {
        Place place = Place.of(option + " " + value);
        return new Assignment(place, List.of(key.split("\\.")), yaml(value, place));
    }

    /** A shorthand whose value is taken as it is, such as a directory. */
    public static Assignment text(String option, String key, String value) {
        Place place = Place.of(option + " " + value);
        return new Assignment(place, List.of(key.split("\\.")), new YamlScalar(place, YamlScalar.Type.TEXT, value));
    }

    private static YamlValue yaml(String text, Place place) {
        return YamlReader.read(text, line -> place).orElseGet(() -> new YamlScalar(place, YamlScalar.Type.NOTHING, ""));
    }

    public String key() {
        return String.join(".", path);
    }

    /**
     * The mapping with this assignment laid over it. Mappings on the way are made where they are missing.
     *
     * @param shorthands keys whose value may be a single word that stands for one key of a mapping, by the name of that
     *     key: {@code model: mlp} is {@code model: {name: mlp}}
     */
    public YamlMap over(YamlMap root, Map<String, String> shorthands) {
        return over(root, 0, shorthands);
    }

    private YamlMap over(YamlMap map, int depth, Map<String, String> shorthands) {
        String key = path.get(depth);
        if (depth == path.size() - 1) {
            return map.with(key, new YamlMap.Entry(place, value));
        }
        YamlMap.Entry old = map.entry(key).orElseGet(() -> new YamlMap.Entry(place, YamlMap.empty(place)));
        String keyPath = String.join(".", path.subList(0, depth + 1));
        YamlMap inner = asMap(old, keyPath, shorthands);
        return map.with(key, new YamlMap.Entry(old.place(), over(inner, depth + 1, shorthands)));
    }

    private YamlMap asMap(YamlMap.Entry old, String keyPath, Map<String, String> shorthands) {
        YamlValue value = old.value();
        if (value instanceof YamlMap map) {
            return map;
        }
        if (value instanceof YamlScalar scalar && scalar.isNothing()) {
            return YamlMap.empty(old.place());
        }
        String inner = shorthands.get(keyPath);
        if (value instanceof YamlScalar && inner != null) {
            return YamlMap.empty(old.place()).with(inner, new YamlMap.Entry(value.place(), value));
        }
        throw new RondoException(place + ": " + key() + ": expected " + keyPath + " to be a mapping, found "
                + value.shown() + " at " + value.place());
    }
}
