package io.rondo.peer.config.yaml;

import java.util.List;

/** Values in the order written. */
public record YamlList(Place place, List<YamlValue> values) implements YamlValue {
    public YamlList {
        values = List.copyOf(values);
    }

    @Override
    public String shown() {
        return values.isEmpty() ? "an empty list" : "a list";
    }
}
