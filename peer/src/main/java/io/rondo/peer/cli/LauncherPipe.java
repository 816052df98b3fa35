package io.rondo.peer.cli;

import io.rondo.membership.JobSecret;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Standard input of a process that a launcher has started: a line with {@code job.secret}, empty without one, which no file
 * of the run and no command line holds; then nothing until the launcher has ended.
 */
final class LauncherPipe {
    private LauncherPipe() {}

    /** The config with the secret that its file is without. Before anything else is read. */
    static RondoConfig complete(RondoConfig config) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = System.in.read(); next != '\n'; next = System.in.read()) {
                if (next < 0) {
                    throw new RondoException("the launcher ended before this process had begun");
                }
                line.write(next);
            }
        } catch (IOException e) {
            throw new RondoException("the launcher cannot be heard: " + e.getMessage(), e);
        }
        return config.withSecret(JobSecret.of(line.toString(StandardCharsets.UTF_8)));
    }

    /** From now on this process ends when the launcher does, however it dies. */
    static void endWithIt() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            continue;
                        }
                    } catch (IOException e) {
                        exitSoon(); // as good as its end
                    }
                    exitSoon();
                },
                "launcher-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Within a second, whatever a shutdown hook of a user's class may do. */
    private static void exitSoon() {
        Thread last = new Thread(
                () -> {
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                    Runtime.getRuntime().halt(ExitCode.FAILED);
                },
                "halt");
        last.setDaemon(true);
        last.start();
        System.exit(ExitCode.FAILED);
    }
}
