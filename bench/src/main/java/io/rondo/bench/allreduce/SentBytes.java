package io.rondo.bench.allreduce;

import io.rondo.allreduce.Nic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the NICs of a host's rails have sent so far, headers included, by the kernel's own count. */
final class SentBytes {
    private static final Path NICS = Path.of("/sys/class/net");

    private final List<Path> counters;

    /** @param rails addresses of this host */
    SentBytes(List<String> rails) {
        counters = rails.stream()
                .map(address -> Nic.at(address).name())
                .distinct()
                .map(name -> NICS.resolve(name).resolve("statistics/tx_bytes"))
                .toList();
    }

    long read() {
        return counters.stream().mapToLong(SentBytes::read).sum();
    }

    private static long read(Path counter) {
        try {
            return Long.parseLong(Files.readString(counter).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
