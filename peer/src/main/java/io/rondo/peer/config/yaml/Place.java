package io.rondo.peer.config.yaml;

/**
 * Where a value was written: a line of a file (counted from 1), or an option of the command line (line 0). Printed as
 * {@code rondo.yaml:7} or {@code --set training.batch=16}.
 */
public record Place(String source, int line) {
    /** A source that has no lines. */
    public static Place of(String source) {
        return new Place(source, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
