package io.rondo.peer.config.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keys with their values in the order written. {@code place} is the line of the key that holds the mapping. */
public record YamlMap(Place place, Map<String, Entry> entries) implements YamlValue {
    /** A key's own place, and its value. */
    public record Entry(Place place, YamlValue value) {}

    public YamlMap {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    public static YamlMap empty(Place place) {
        return new YamlMap(place, Map.of());
    }

    public Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** This mapping with one key set, anew or over what it had. */
    public YamlMap with(String key, Entry entry) {
        Map<String, Entry> changed = new LinkedHashMap<>(entries);
        changed.put(key, entry);
        return new YamlMap(place, changed);
    }

    @Override
    public String shown() {
        return entries.isEmpty() ? "an empty mapping" : "a mapping";
    }
}
