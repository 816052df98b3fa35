package io.rondo.peer.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The promise that everything is gone within two seconds, which holds on a machine that has processors for its work.
 * Where other builds keep more than two threads a processor waiting, the end of a JVM takes longer in proportion: no
 * test of ours should fail for that.
 */
public final class Soon {
    private static final Duration PROMISE = Duration.ofSeconds(2);
    private static final int RUNNABLE_PER_PROCESSOR = 2;

    private Soon() {}

    /** The promise, stretched by how overloaded the machine has been during the last minute. */
    public static Duration limit() {
        try {
            double load = Double.parseDouble(
                    Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
            double usual = RUNNABLE_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
            return Duration.ofMillis((long) (PROMISE.toMillis() * Math.max(1, load / usual)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
