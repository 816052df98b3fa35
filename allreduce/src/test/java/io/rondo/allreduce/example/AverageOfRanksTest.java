package io.rondo.allreduce.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AverageOfRanksTest {
    @Test
    void shouldPrintTheAverageOnEveryRank() throws Exception {
        Path directory = Path.of("/dev/shm", "rondo-test-" + System.nanoTime());
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (ExecutorService ranks = Executors.newFixedThreadPool(3)) {
            List<Future<Void>> ends = new ArrayList<>();
            for (int rank = 0; rank < 3; rank++) {
                int own = rank;
                ends.add(ranks.submit(() -> {
                    AverageOfRanks.average(own, 3, directory, out);
                    return null;
                }));
            }
            for (Future<Void> end : ends) {
                end.get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyInAnyOrder("rank 0: 1.0", "rank 1: 1.0", "rank 2: 1.0");
        assertThat(directory).doesNotExist();
    }
}
