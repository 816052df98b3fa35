package io.rondo.bench.allreduce;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The cores that this process may use, and the command that pins another one to one of them. */
final class Cores {
    private static final String KEY = "Cpus_allowed_list:";

    private Cores() {}

    /** Refuses a machine without {@code taskset}. */
    static void requireTaskset() {
        boolean isThere = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "taskset")));
        if (!isThere) {
            throw new RondoException("--bind core needs taskset: install it (Debian: apt install util-linux)");
        }
    }

    /** What to put before a rank's command; ranks take cores in turns. */
    static List<String> prefix(int rank) {
        List<Integer> cores = allowed();
        return List.of("taskset", "-c", String.valueOf(cores.get(rank % cores.size())));
    }

    private static List<Integer> allowed() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(KEY))
                    .findFirst()
                    .map(line -> parse(line.substring(KEY.length()).strip()))
                    .orElseThrow(() -> new RondoException("--bind core: the kernel does not tell the allowed cores"));
        } catch (IOException e) {
            throw new RondoException("--bind core: the allowed cores cannot be read: " + e.getMessage(), e);
        }
    }

    /** Such as {@code 0-3,8}. */
    static List<Integer> parse(String list) {
        return Stream.of(list.split(","))
                .map(range -> range.split("-"))
                .flatMap(ends -> IntStream.rangeClosed(
                                Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                        .boxed())
                .toList();
    }
}
