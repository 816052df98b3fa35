package io.rondo.bench.driver;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** Where the host's data driver lives, and who runs it. */
enum Placement {
    /** In the lowest rank without a thread: its exchange thread runs it inside operations, its keeper otherwise. */
    INVOKER("in the lowest rank, run by its exchange and keeper threads"),
    /** In the lowest rank, on a thread of its own. */
    THREAD("in the lowest rank, on its own thread"),
    /** In a process of its own beside the peers. */
    PROCESS("in a process of its own; when that dies a new one is started"),
    /** As PROCESS, with a second driver process that waits for the death of the first. */
    STANDBY("in a process of its own; another one already waits"),
    /** As INVOKER, but without the keeper: only the exchange thread runs it, inside operations. */
    UNKEPT("in the lowest rank, run by its exchange thread alone");

    private final String description;

    Placement(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    /** True when a peer holds the driver, so that the driver dies with a peer. */
    boolean isInPeer() {
        return this != PROCESS && this != STANDBY;
    }

    boolean hasKeeper() {
        return this != UNKEPT;
    }

    static Placement of(String name) {
        for (Placement placement : values()) {
            if (placement.toString().equals(name)) {
                return placement;
            }
        }
        throw new TypeConversionException("'" + name + "' is none of " + Arrays.toString(values()));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
