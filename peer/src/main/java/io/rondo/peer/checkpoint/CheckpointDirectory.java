package io.rondo.peer.checkpoint;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints of one run, named by step: {@code checkpoint-000000000500.rondo}. */
public final class CheckpointDirectory {
    private static final Pattern NAME = Pattern.compile("checkpoint-\\d{12}\\.rondo");
    private static final String ASIDE = ".tmp";
    private static final String PREVIOUS = "previous";

    private final Path directory;
    private final int keep;

    /** @param keep how many are kept, the newest */
    public CheckpointDirectory(Path directory, int keep) {
        this.directory = directory;
        this.keep = keep;
    }

    /** Writes a checkpoint and removes those beyond the number to keep. */
    public Path write(CheckpointHeader header, MemorySegment parameters, MemorySegment updaterState) {
        Path file = directory.resolve(
                String.format("checkpoint-%012d.rondo", header.state().step()));
        try {
            for (Path halfWritten : matching(name -> name.endsWith(ASIDE) && isName(name.replace(ASIDE, "")))) {
                Files.deleteIfExists(halfWritten); // by a process that was killed
            }
            CheckpointFile.write(file, header, parameters, updaterState);
            List<Path> all = list();
            for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
                Files.deleteIfExists(old);
            }
        } catch (IOException e) {
            throw new RondoException(file + ": the checkpoint cannot be written: " + e.getMessage(), e);
        }
        return file;
    }

    /** The checkpoint with the most steps. */
    public Optional<Path> newest() {
        List<Path> all = list();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** All checkpoints, fewest steps first. */
    public List<Path> list() {
        return matching(CheckpointDirectory::isName);
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private List<Path> matching(Predicate<String> name) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> name.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new RondoException(directory + ": the directory cannot be read: " + e.getMessage(), e);
        }
    }

    /** Makes room for a new run: an earlier run's checkpoints go to {@code previous/}, instead of what is there. */
    public void setAside() {
        List<Path> own = list();
        if (own.isEmpty()) {
            return;
        }
        Path previous = directory.resolve(PREVIOUS);
        try {
            Files.createDirectories(previous);
            for (Path old : new CheckpointDirectory(previous, keep).list()) {
                Files.deleteIfExists(old);
            }
            for (Path file : own) {
                Files.move(file, previous.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new RondoException(previous + ": earlier checkpoints cannot be moved there: " + e.getMessage(), e);
        }
    }
}
