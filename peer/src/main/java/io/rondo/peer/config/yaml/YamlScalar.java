package io.rondo.peer.config.yaml;

import java.util.Locale;

/** A single value: its text as written, without quotes, and what YAML takes it for. */
public record YamlScalar(Place place, Type type, String text) implements YamlValue {
    private static final int LONGEST_SHOWN = 60;

    /** What YAML takes an unquoted word for; {@code NOTHING} is an empty value or {@code null}. */
    public enum Type {
        TEXT,
        WHOLE_NUMBER,
        NUMBER,
        TRUTH,
        NOTHING
    }

    public boolean isNothing() {
        return type == Type.NOTHING;
    }

    @Override
    public String shown() {
        if (isNothing()) {
            return "nothing";
        }
        if (text.isEmpty()) {
            return "an empty text";
        }
        String line = text.replaceAll("\\s+", " ");
        String cut = line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
        boolean looksLikeANumber = type == Type.TEXT && text.matches("[-+]?[0-9][0-9_]*");
        return looksLikeANumber ? String.format(Locale.ROOT, "the text \"%s\"", cut) : cut;
    }
}
