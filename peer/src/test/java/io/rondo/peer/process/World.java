package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointFile;
import io.rondo.peer.checkpoint.CheckpointHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A place for runs: a directory, a job of its own, small data; and what a run has left there. */
public final class World {
    private final Path directory;
    private final String job;
    private final String[] data;

    private World(Path directory, String job, String... data) {
        this.directory = directory;
        this.job = job + "-" + ProcessHandle.current().pid();
        this.data = data;
    }

    /** With the generated digits. */
    public static World withDigits(Path directory, String job) {
        return new World(directory, job, "--set", "data.set=digits");
    }

    /** With a data set of a second's start-up less: 960 training and 100 test images of noise and a hint. */
    public static World withNoise(Path directory, String job) {
        NoiseImages.write(directory.resolve("noise"), NoiseImages.TRAIN);
        return new World(directory, job, "--set", "data.set=mnist", "--data-dir", "noise");
    }

    public Path directory() {
        return directory;
    }

    public String job() {
        return job;
    }

    /** {@code rondo train} with these options; its output goes to a directory of this name. */
    public Rondo train(String output, String... options) {
        return Rondo.start(directory, trainArguments(output, options));
    }

    /** The same, waited for; fails unless it succeeds. */
    public Rondo trainToTheEnd(String output, String... options) {
        try (Rondo rondo = train(output, options)) {
            assertThat(rondo.awaitExit()).as(rondo::toString).isZero();
            assertThat(rondo.err()).isEmpty();
            assertNothingLeft();
            return rondo;
        }
    }

    public List<String> trainArguments(String output, String... options) {
        List<String> arguments = new ArrayList<>(List.of("train", "--set", "job=" + job));
        arguments.addAll(List.of("--set", "output.dir=" + output, "--json", output + ".json"));
        // Many builds on one machine may starve a peer for more than the default second: only a test of that sets less.
        arguments.addAll(List.of("--set", "recovery.budget=20s"));
        arguments.addAll(List.of(data));
        arguments.addAll(List.of(options));
        return arguments;
    }

    /** The report of the run with this output. */
    public JsonNode report(String output) {
        try {
            return new ObjectMapper()
                    .readTree(directory.resolve(output + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Path> checkpoints(String output) {
        return new CheckpointDirectory(directory.resolve(output), 1).list();
    }

    /** Parameters of the newest checkpoint of the run with this output. */
    public float[] parameters(String output) {
        List<Path> all = checkpoints(output);
        return parameters(all.get(all.size() - 1));
    }

    /** Parameters of the checkpoint of this step. */
    public float[] parameters(String output, int step) {
        return parameters(directory.resolve(output).resolve(String.format("checkpoint-%012d.rondo", step)));
    }

    private static float[] parameters(Path checkpoint) {
        try (Arena arena = Arena.ofConfined();
                CheckpointFile file = CheckpointFile.open(checkpoint)) {
            CheckpointHeader header = file.header();
            MemorySegment parameters = arena.allocate(header.parameters() * Float.BYTES, Float.BYTES);
            file.read(parameters, null);
            return parameters.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    /** What this world's runs have in shared memory now. */
    public List<Path> sharedMemory() {
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("rondo-" + job + "-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void assertNothingLeft() {
        assertThat(sharedMemory()).isEmpty();
    }
}
