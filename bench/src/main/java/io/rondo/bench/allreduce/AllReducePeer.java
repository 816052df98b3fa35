package io.rondo.bench.allreduce;

import io.aeron.exceptions.AeronException;
import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Reduction;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.Seat;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.allreduce.UdpSettings;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import io.rondo.bench.process.Line;
import io.rondo.bench.process.StandardInput;
import io.rondo.peer.RondoException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One rank in a process of its own. The exchange thread measures a slice when its input tells so and sleeps in between; the
 * keeper runs the transport every millisecond.
 */
final class AllReducePeer {
    /** Processes share cores with others here: nobody is dead before so long. */
    private static final TransportTimeouts TIMEOUTS = new TransportTimeouts(TimeUnit.SECONDS.toNanos(20));

    /** A rank may zero windows of gigabytes, or check them, while the others wait. */
    private static final RingWatch WATCH = RingWatch.silence(TimeUnit.SECONDS.toNanos(120));

    private static final long OPEN_DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long DRIVER_POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private AllReducePeer() {}

    /** The arguments that {@link #main} reads. */
    static List<String> arguments(
            String label, int rank, List<Seat> seats, Workload workload, Sweep sweep, RunDirectories directories) {
        return List.of(
                String.valueOf(rank),
                seats.stream().map(AllReducePeer::text).collect(Collectors.joining(" ")),
                workload.type().name(),
                workload.operator().name(),
                workload.path().name(),
                String.valueOf(sweep.largest()),
                String.valueOf(sweep.places().contains(Place.OUT)),
                directories.shared().resolve(label + "-" + seats.size()).toString(),
                directories.programs().toString(),
                String.valueOf(workload.udp().mtuBytes()),
                String.valueOf(workload.udp().offload()),
                String.valueOf(workload.udp().windowBytes()));
    }

    private static String text(Seat seat) {
        return seat.host() + "|" + seat.port() + "|" + String.join(",", seat.rails());
    }

    private static List<Seat> seats(String text) {
        String[] each = text.split(" ");
        return IntStream.range(0, each.length)
                .mapToObj(rank -> {
                    String[] parts = each[rank].split("\\|", -1);
                    return new Seat(
                            rank,
                            parts[0],
                            Integer.parseInt(parts[1]),
                            parts[2].isEmpty() ? List.of() : List.of(parts[2].split(",")));
                })
                .toList();
    }

    public static void main(String[] args) {
        int rank = Integer.parseInt(args[0]);
        Ring ring = new Ring("bench", 1, seats(args[1]), rank);
        Reduction reduction = new Reduction(ElementType.valueOf(args[2]), Operator.valueOf(args[3]));
        Path shared = Path.of(args[7]);
        BlockingQueue<Line> commands = new LinkedBlockingQueue<>();
        StandardInput.read(List.of(shared.getParent(), Path.of(args[8])), commands::add);
        try {
            int leader = ring.leaderOf(rank);
            DataTransport transport = connect(
                    shared.resolve("driver-" + leader),
                    rank == leader,
                    settings(args).udp().offload());
            keep(transport);
            try (Collectives collectives = Collectives.open(transport, ring, WATCH, settings(args))) {
                Buffers buffers = new Buffers(collectives, Long.parseLong(args[5]), Boolean.parseBoolean(args[6]));
                serve(commands, collectives, buffers, reduction);
            }
        } catch (RuntimeException | InterruptedException e) {
            boolean isExpected = e instanceof RingBrokenException || e instanceof RondoException;
            StandardInput.say(Line.of("failed", "why", isExpected ? e.getMessage() : e));
            Runtime.getRuntime().halt(1);
        }
    }

    private static PathSettings settings(String[] args) {
        return new PathSettings(
                TransportKind.valueOf(args[4]),
                PathSettings.DEFAULT_LATENCY_BYTES,
                PathSettings.MAX_SEGMENT_BYTES,
                new UdpSettings(Integer.parseInt(args[9]), Integer.parseInt(args[11]), Boolean.parseBoolean(args[10])));
    }

    private static DataTransport connect(Path driver, boolean holdsDriver, boolean offload) {
        if (holdsDriver) {
            return DataTransport.open(driver, true, TIMEOUTS, offload);
        }
        for (long beginNs = System.nanoTime(); System.nanoTime() - beginNs < OPEN_DEADLINE_NS; ) {
            if (DataTransport.isDriverReady(driver)) {
                try {
                    return DataTransport.open(driver, false, TIMEOUTS);
                } catch (AeronException e) {
                    continue; // it was just being made
                }
            }
            LockSupport.parkNanos(DRIVER_POLL_NS);
        }
        throw new IllegalStateException("no data driver in " + driver);
    }

    private static void keep(DataTransport transport) {
        Thread keeper = new Thread(
                () -> {
                    while (true) {
                        transport.doWork();
                        LockSupport.parkNanos(TICK_NS);
                    }
                },
                "keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    /** Until the process ends. */
    private static void serve(
            BlockingQueue<Line> commands, Collectives collectives, Buffers buffers, Reduction reduction)
            throws InterruptedException {
        Ring ring = collectives.ring();
        Pattern pattern = new Pattern(reduction.type(), reduction.operator(), ring.rank(), ring.size(), Arena.global());
        SentBytes sentBytes = new SentBytes(ring.seat().rails());
        StandardInput.say(Line.of("ready"));
        while (true) {
            Slice slice = Slice.from(commands.take());
            StandardInput.say(new SliceRun(collectives, reduction, pattern, buffers, slice, sentBytes).measure());
        }
    }
}
