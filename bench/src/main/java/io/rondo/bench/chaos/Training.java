package io.rondo.bench.chaos;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.launch.LaunchOptions;
import io.rondo.peer.launch.Launcher;
import io.rondo.peer.launch.RunDisplay;
import java.util.concurrent.TimeUnit;

/** The run that is hurt: its launcher, and so the membership service that the launcher hosts, on a thread of its own. */
final class Training implements AutoCloseable {
    private static final long END_MS = TimeUnit.SECONDS.toMillis(30);

    private final Thread launcher;
    private volatile RuntimeException failure;
    private volatile boolean isEnding;

    private Training(RondoConfig config, LaunchOptions options, RunDisplay display) {
        launcher = new Thread(() -> launch(config, options, display), "launcher");
        launcher.start();
    }

    static Training start(RondoConfig config, LaunchOptions options, RunDisplay display) {
        return new Training(config, options, display);
    }

    private void launch(RondoConfig config, LaunchOptions options, RunDisplay display) {
        try {
            Launcher.run(config, options, display);
        } catch (RuntimeException e) {
            failure = isEnding ? null : e;
        }
    }

    /** Throws what the run failed of, if it has. */
    void requireHealthy() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw new RondoException("the run has failed: " + failed.getMessage(), failed);
        }
    }

    /** Ends the run as Ctrl-C would. */
    @Override
    public void close() {
        isEnding = true;
        launcher.interrupt();
        try {
            launcher.join(END_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
