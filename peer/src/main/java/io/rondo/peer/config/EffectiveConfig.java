package io.rondo.peer.config;

import io.rondo.peer.config.yaml.Durations;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A config as it takes effect, every default spelled out: as a YAML file that reads back equal, as plain values for a
 * JSON report, and as a digest by which peers recognise that they were told the same.
 */
public final class EffectiveConfig {
    private static final int DIGEST_BYTES = 8;
    private static final String INDENT = "  ";
    /** Words and paths, durations, addresses such as 127.0.0.1: no YAML reader takes them for anything but text. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_/][A-Za-z0-9_./$-]*|[0-9]+(ms|s|m|h)|[0-9]+(\\.[0-9]+){3}");

    private static final Pattern TAKEN = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");

    private EffectiveConfig() {}

    /** The config as a commented YAML file. */
    public static String yaml(RondoConfig config) {
        StringBuilder out = new StringBuilder();
        append(out, "", "", values(config), true);
        return out.toString();
    }

    /** The config as maps, lists, texts and numbers, in the file's order; durations as text. */
    public static Map<String, Object> values(RondoConfig config) {
        return plain(config.asMap());
    }

    /** The first 16 hex digits of the SHA-256 of the YAML form without comments. */
    public static String digest(RondoConfig config) {
        StringBuilder canonical = new StringBuilder();
        append(canonical, "", "", values(config), false);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A number as the config prints it: {@code 0.001}, {@code 1.0e-8}, {@code 0}. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return String.valueOf((long) value);
        }
        return Double.toString(value).replace("E-", "e-").replace("E", "e+");
    }

    private static Map<String, Object> plain(Map<String, Object> map) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) -> plain.put(key, plainValue(value)));
        return plain;
    }

    @SuppressWarnings("unchecked")
    private static Object plainValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return plain((Map<String, Object>) map);
        }
        return value instanceof Duration duration ? Durations.print(duration) : value;
    }

    @SuppressWarnings("unchecked")
    private static void append(
            StringBuilder out, String indent, String path, Map<String, Object> map, boolean commented) {
        map.forEach((key, value) -> {
            String full = path.isEmpty() ? key : path + "." + key;
            String comment = commented ? KeyComments.of(full) : "";
            if (value instanceof Map<?, ?> inner) {
                out.append(indent).append(key).append(':').append(comment).append('\n');
                append(out, indent + INDENT, full, (Map<String, Object>) inner, commented);
            } else if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map<?, ?>) {
                out.append(indent).append(key).append(':').append(comment).append('\n');
                list.forEach(element -> out.append(indent)
                        .append(INDENT)
                        .append("- ")
                        .append(flow(element))
                        .append('\n'));
            } else {
                out.append(indent)
                        .append(key)
                        .append(": ")
                        .append(flow(value))
                        .append(comment)
                        .append('\n');
            }
        });
    }

    private static String flow(Object value) {
        List<String> parts = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> parts.add(key + ": " + flow(inner)));
            return "{" + String.join(", ", parts) + "}";
        }
        if (value instanceof List<?> list) {
            list.forEach(inner -> parts.add(flow(inner)));
            return "[" + String.join(", ", parts) + "]";
        }
        if (value instanceof Double number) {
            return number(number);
        }
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }

    /** Plain where YAML reads a plain word as the same text, otherwise in double quotes. */
    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !TAKEN.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (Character.isLetterOrDigit(c) || (c >= ' ' && c <= '~')) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append(String.format("\\U%08x", c));
            }
        });
        return quoted.append('"').toString();
    }
}
