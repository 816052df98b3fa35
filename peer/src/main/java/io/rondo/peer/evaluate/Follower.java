package io.rondo.peer.evaluate;

import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.run.RunDirectory;
import io.rondo.peer.train.Choices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Scores each new checkpoint of a directory as it appears, until the run that writes them has ended. A checkpoint that
 * is removed before its turn is passed over: the run keeps only the newest.
 */
public final class Follower {
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Path directory;
    private final Optional<Path> dataDir;
    private final Choices choices;
    private final Duration patience;

    /** @param patience how long to wait for a first checkpoint when nobody is training in the directory */
    public Follower(Path directory, Optional<Path> dataDir, Choices choices, Duration patience) {
        this.directory = directory;
        this.dataDir = dataDir;
        this.choices = choices;
        this.patience = patience;
    }

    /** Returns how many checkpoints were scored. */
    public int follow(Consumer<Evaluator.Result> results) {
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory, Integer.MAX_VALUE);
        Set<Path> done = new HashSet<>();
        long deadlineNs = System.nanoTime() + patience.toNanos();
        try (LazyEvaluator evaluator = new LazyEvaluator()) {
            while (true) {
                boolean isRunning = RunDirectory.isInUse(directory);
                List<Path> fresh = checkpoints.list().stream()
                        .filter(file -> !done.contains(file))
                        .toList();
                for (Path file : fresh) {
                    done.add(file);
                    evaluator.score(file).ifPresent(results);
                }
                if (fresh.isEmpty() && !isRunning && !done.isEmpty()) {
                    return done.size();
                }
                if (done.isEmpty() && !isRunning && System.nanoTime() - deadlineNs > 0) {
                    throw new RondoException(directory + ": no checkpoint appeared within " + patience.toSeconds()
                            + " s and nobody is training there: name the output directory of a run");
                }
                LockSupport.parkNanos(POLL_NS);
            }
        }
    }

    /** Opens data and model with the first checkpoint. */
    private final class LazyEvaluator implements AutoCloseable {
        private Evaluator evaluator;

        Optional<Evaluator.Result> score(Path file) {
            try {
                if (evaluator == null) {
                    evaluator = new Evaluator(file, dataDir, choices);
                }
                return Optional.of(evaluator.score(file));
            } catch (RondoException e) {
                if (Files.exists(file)) {
                    throw e;
                }
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            if (evaluator != null) {
                evaluator.close();
            }
        }
    }
}
