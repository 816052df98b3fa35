package io.rondo.peer.config.yaml;

import io.rondo.peer.RondoException;
import java.util.Collection;

/**
 * A settings record refused a value. Thrown by the records' constructors, which know the key within their own section
 * but no file; {@link Section#end} catches it and says the same with file, line and full key.
 */
public final class InvalidSettingException extends RondoException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String expected;
    private final String found;

    /** {@code key} is relative to the record, such as {@code batch} or {@code optimizer.beta1}. */
    public InvalidSettingException(String key, String expected, Object found) {
        super(key + ": expected " + expected + ", found " + found);
        this.key = key;
        this.expected = expected;
        this.found = String.valueOf(found);
    }

    /** A word that is none of the known ones: lists them and names the nearest. */
    public static InvalidSettingException unknownWord(String key, String word, Collection<String> known) {
        return new InvalidSettingException(key, "one of " + String.join(", ", known), word + nearest(word, known));
    }

    /** "; did you mean X?", or nothing when no known word is near. */
    static String nearest(String word, Collection<String> known) {
        return Nearest.to(word, known).map(InvalidSettingException::question).orElse("");
    }

    static String question(String meant) {
        return "; did you mean " + meant + "?";
    }

    public String key() {
        return key;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
