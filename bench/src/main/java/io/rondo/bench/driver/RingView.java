package io.rondo.bench.driver;

import io.rondo.bench.process.Line;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the benchmark tells every process: who is in the ring, which driver carries it, and what to do in it.
 *
 * @param generation one more than the view before
 * @param peers ids in rank order; a process that is not among them stands outside: it goes on running its transport as
 *     if it waited in an operation, or parks when nobody is in the ring
 * @param holder id of the peer that holds the driver, or -1
 * @param directory of the driver; a new one means a new driver
 * @param computeNs of busy work before each all-reduce
 */
record RingView(int generation, List<Integer> peers, int holder, Path directory, long computeNs) {
    static final RingView NONE = new RingView(0, List.of(), -1, Path.of("none"), 0);

    Line toLine() {
        String ids = peers.stream().map(String::valueOf).collect(Collectors.joining(","));
        return Line.of(
                "view",
                "generation",
                generation,
                "peers",
                ids,
                "holder",
                holder,
                "directory",
                directory,
                "computeNs",
                computeNs);
    }

    static RingView from(Line line) {
        List<Integer> peers = Arrays.stream(line.text("peers").split(","))
                .filter(id -> !id.isEmpty())
                .map(Integer::valueOf)
                .toList();
        return new RingView(
                (int) line.number("generation"),
                peers,
                (int) line.number("holder"),
                Path.of(line.text("directory")),
                line.number("computeNs"));
    }

    boolean has(int id) {
        return peers.contains(id);
    }
}
