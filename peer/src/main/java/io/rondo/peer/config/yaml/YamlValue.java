package io.rondo.peer.config.yaml;

/** A value and the place it was written at. */
public sealed interface YamlValue permits YamlScalar, YamlList, YamlMap {
    Place place();

    /** The value as a sentence shows it: its text, or "a list", "a mapping". */
    String shown();
}
