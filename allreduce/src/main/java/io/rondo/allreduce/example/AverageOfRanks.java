package io.rondo.allreduce.example;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Reduction;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.TransportTimeouts;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Processes of one host that average a million numbers. Arguments of each: its rank, how many there are, a directory. */
public final class AverageOfRanks {
    private AverageOfRanks() {}

    public static void main(String[] args) throws IOException {
        average(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Path.of(args[2]), System.out);
    }

    static void average(int rank, int size, Path directory, PrintStream out) throws IOException {
        List<Integer> peers = IntStream.range(0, size).boxed().toList();
        TransportTimeouts timeouts = new TransportTimeouts(TimeUnit.SECONDS.toNanos(5));
        while (rank != 0 && !DataTransport.isDriverReady(directory)) {
            LockSupport.parkNanos(1_000_000); // rank 0 holds the media driver
        }
        try (DataTransport transport = DataTransport.open(directory, rank == 0, timeouts);
                Collectives ring = Collectives.open(
                        transport,
                        Ring.ofOneHost("example", 1, peers, rank),
                        RingWatch.silence(timeouts.budgetNs()),
                        PathSettings.of(TransportKind.AUTO))) {
            MemorySegment numbers = ring.window(4_000_000).memory(); // all ranks map it
            for (int i = 0; i < 1_000_000; i++) {
                numbers.setAtIndex(ValueLayout.JAVA_FLOAT, i, rank);
            }
            ring.allReduce(numbers, numbers, Reduction.AVERAGE);
            out.println("rank " + rank + ": " + numbers.getAtIndex(ValueLayout.JAVA_FLOAT, 999_999));
            ring.barrier(); // rank 0 closes the driver: nobody needs it any more
        }
    }
}
