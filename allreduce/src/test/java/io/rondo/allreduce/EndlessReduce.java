package io.rondo.allreduce;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A rank that reduces until the ring breaks, and then says why. Arguments: rank, size, directory, kind, budget in ms. */
final class EndlessReduce {
    private static final int BYTES = 4 << 20;
    private static final int WARM = 50;
    /** Starting processes starve each other on few cores, and nobody dies until all are reducing. */
    private static final RingWatch PATIENT = RingWatch.silence(TimeUnit.SECONDS.toNanos(20));

    private EndlessReduce() {}

    public static void main(String[] args) throws Exception {
        int rank = Integer.parseInt(args[0]);
        List<Integer> peers =
                IntStream.range(0, Integer.parseInt(args[1])).boxed().toList();
        Path directory = Path.of(args[2]);
        TransportTimeouts timeouts = new TransportTimeouts(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[4])));
        while (rank != 0 && !DataTransport.isDriverReady(directory)) {
            LockSupport.parkNanos(1_000_000);
        }
        DataTransport transport = DataTransport.open(directory, rank == 0, timeouts);
        keep(transport);
        boolean[] isWarm = {false};
        RingWatch strict = RingWatch.silence(timeouts.budgetNs());
        long lastNs = System.nanoTime();
        try (Collectives ring = Collectives.open(
                transport,
                Ring.ofOneHost("endless", 1, peers, rank),
                (at, awaited, hop, waitedNs) -> (isWarm[0] ? strict : PATIENT).onWaiting(at, awaited, hop, waitedNs),
                PathSettings.of(TransportKind.valueOf(args[3])))) {
            MemorySegment source = ring.window(BYTES).memory();
            MemorySegment target = ring.window(BYTES).memory();
            for (int i = 0; true; i++) {
                ring.allReduce(source, target, Reduction.SUM);
                lastNs = System.nanoTime();
                if (i == WARM) {
                    isWarm[0] = true;
                    System.out.println("reducing");
                }
            }
        } catch (RingBrokenException e) {
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastNs);
            System.out.println("broken after " + ms + " ms: " + e.getMessage());
        }
        System.exit(0);
    }

    private static void keep(DataTransport transport) {
        Thread keeper = new Thread(() -> {
            while (true) {
                transport.doWork();
                LockSupport.parkNanos(1_000_000);
            }
        });
        keeper.setDaemon(true);
        keeper.start();
    }
}
