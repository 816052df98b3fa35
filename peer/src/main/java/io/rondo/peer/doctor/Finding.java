package io.rondo.peer.doctor;

/**
 * One thing that was looked at.
 *
 * @param check what was looked at, in a word
 * @param sentence what was found, and, unless all is well, what to do about it
 */
public record Finding(Level level, String check, String sentence) {
    /** How bad it is. */
    public enum Level {
        OK,
        /** A run works, but slower or less safely than it could. */
        WARNING,
        /** A run would not start, or would break. */
        PROBLEM
    }

    static Finding ok(String check, String sentence) {
        return new Finding(Level.OK, check, sentence);
    }

    static Finding warning(String check, String sentence) {
        return new Finding(Level.WARNING, check, sentence);
    }

    static Finding problem(String check, String sentence) {
        return new Finding(Level.PROBLEM, check, sentence);
    }
}
