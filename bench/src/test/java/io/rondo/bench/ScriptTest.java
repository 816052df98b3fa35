package io.rondo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/rondo} as a person uses it. It stands here because the script starts what this module puts together. */
@Tag("process")
@Timeout(300)
class ScriptTest {
    private static final Path SCRIPT = Path.of(System.getProperty("rondo.root"), "scripts", "rondo");

    @TempDir
    private Path directory;

    @Test
    void shouldEndEverythingOnCtrlC() throws IOException, InterruptedException {
        String job = "ctrl-c-" + ProcessHandle.current().pid();
        // A terminal sends Ctrl-C to the whole foreground group: the script gets a group of its own.
        Process script = start(
                "env",
                "--default-signal=INT",
                "setsid",
                SCRIPT.toString(),
                "train",
                "--set",
                "job=" + job,
                "--model",
                "logistic",
                "--peers",
                "3",
                "--epochs",
                "1000000",
                "--set",
                "recovery.budget=20s");
        try (BufferedReader out = script.inputReader()) {
            for (String line = out.readLine(); !line.startsWith("training:"); line = out.readLine()) {
                assertThat(line).isNotNull();
            }
            List<ProcessHandle> processes = Stream.concat(Stream.of(script.toHandle()), script.descendants())
                    .toList();
            assertThat(processes).hasSizeGreaterThanOrEqualTo(4); // the launcher and three peers

            long beginNs = System.nanoTime();
            start("kill", "-s", "INT", "--", "-" + script.pid()).waitFor();
            while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
                LockSupport.parkNanos(1_000_000); // onExit() of a grandchild looks only now and then
            }
            long goneMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs);

            assertThat(script.waitFor()).isNotZero();
            assertThat(goneMs).isLessThanOrEqualTo(limitMs());
            System.out.println("Ctrl-C: all gone after " + goneMs + " ms");
            try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
                assertThat(files)
                        .noneMatch(file -> file.getFileName().toString().startsWith("rondo-" + job + "-"));
            }
        } finally {
            script.descendants().forEach(ProcessHandle::destroyForcibly);
            script.destroyForcibly();
        }
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().put("RONDO_SKIP_BUILD", "1"); // it is being built just now
        return builder.start();
    }

    /** The promise, 2 s, on a machine that has processors for its work; longer in proportion on an overloaded one. */
    private static long limitMs() throws IOException {
        double load =
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        return (long) (2_000 * Math.max(1, load / 2 / Runtime.getRuntime().availableProcessors()));
    }
}
