package io.rondo.bench.driver;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.AeronException;
import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Reduction;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.bench.process.Line;
import io.rondo.bench.process.StandardInput;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One peer without a model: busy work, an all-reduce, and so on. It does what views tell it and reports when it got how
 * far. Threads: exchange (main), keeper, and a reader of standard input, which ends the process when that closes.
 */
final class DriverPeer {
    private static final long VIEW_DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long RING_DEADLINE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** The keeper comes back sooner while there is work: others are reducing, and this exchange thread is not. */
    private static final long BUSY_TICK_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final long DRIVER_POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final int id;
    private final Placement placement;
    private final TransportTimeouts timeouts;
    private final MemorySegment source;
    private final MemorySegment target;
    private final Queue<Line> commands = new ConcurrentLinkedQueue<>();
    private final Operations operations = new Operations();
    private volatile RingView told = RingView.NONE;
    private volatile DataTransport transport;
    private RingView view = RingView.NONE;
    private Path directory; // of the driver that the transport is connected to
    private MediaDriver threadDriver; // placement THREAD alone, in the holder
    private Collectives collectives; // null outside the ring, and between a break and the next view
    private boolean isFirst;
    private boolean owesReduce;
    private String lastBreak = "";
    private long idleSinceNs = System.nanoTime();

    private DriverPeer(int id, Placement placement, long elements, Duration budget) {
        this.id = id;
        this.placement = placement;
        timeouts = new TransportTimeouts(budget.toNanos());
        source = Arena.global().allocate(elements * Float.BYTES, Float.BYTES);
        target = Arena.global().allocate(elements * Float.BYTES, Float.BYTES);
        for (long i = 0; i < elements; i++) {
            source.setAtIndex(ValueLayout.JAVA_FLOAT, i, id + 1f);
        }
    }

    /** Arguments: id, placement, elements, budget in milliseconds, the directory to remove when the benchmark is gone. */
    public static void main(String[] args) {
        DriverPeer peer = new DriverPeer(
                Integer.parseInt(args[0]),
                Placement.valueOf(args[1]),
                Long.parseLong(args[2]),
                Duration.ofMillis(Long.parseLong(args[3])));
        StandardInput.read(List.of(Path.of(args[4])), peer::onLine);
        DataTransport.rehearse(Path.of(args[4], "rehearsal-" + peer.id));
        if (peer.placement.hasKeeper()) {
            Thread keeper = new Thread(peer::keep, "keeper");
            keeper.setDaemon(true);
            keeper.start();
        }
        StandardInput.say(Line.of("ready", "id", peer.id, "atNs", System.nanoTime()));
        try {
            peer.exchange();
        } catch (RuntimeException e) {
            StandardInput.say(Line.of("failed", "id", peer.id, "why", e));
            Runtime.getRuntime().halt(1);
        }
    }

    private void onLine(Line line) {
        if (line.name().equals("view")) {
            told = RingView.from(line);
            event("told", told);
        } else {
            commands.add(line);
        }
    }

    private void keep() {
        while (true) {
            DataTransport kept = transport;
            boolean isBusy = kept != null && kept.doWork() > 0;
            LockSupport.parkNanos(isBusy ? BUSY_TICK_NS : TICK_NS);
        }
    }

    private void exchange() {
        while (true) {
            if (told.generation() != view.generation()) {
                enter(told);
            }
            Line command = commands.poll();
            if (command != null) {
                onCommand(command);
            }
            if (collectives != null) {
                step();
            } else {
                standOutside();
            }
        }
    }

    private void enter(RingView next) {
        view = next;
        isFirst = true;
        event("entered", next);
        closeRing();
        boolean isLost = transport == null || transport.failure() != null;
        boolean isSameDriver = next.directory().equals(directory);
        if (isLost && isSameDriver && next.holder() == id) {
            onBroken(new RingBrokenException("the holder's own client timed out: only a new driver helps"));
            return;
        }
        if (isLost || !isSameDriver) {
            changeDriver(next);
        }
        if (next.has(id)) {
            openRing(next);
        }
        idleSinceNs = System.nanoTime();
    }

    private void changeDriver(RingView next) {
        DataTransport old = transport;
        transport = null;
        boolean isHolder = next.holder() == id;
        if (isHolder && placement == Placement.THREAD) {
            launchOnThread(next.directory());
            event("driver-up", next);
        }
        transport = isHolder && placement != Placement.THREAD
                ? DataTransport.open(next.directory(), true, timeouts)
                : connect(next);
        if (old != null) {
            closeAside(old);
        }
        if (transport == null) {
            return;
        }
        if (isHolder && placement != Placement.THREAD) {
            event("driver-up", next);
        }
        directory = next.directory();
        event("connected", next);
    }

    /** Beside the opening of the ring, which must not wait for it. */
    private static void closeAside(AutoCloseable old) {
        Thread closer = new Thread(
                () -> {
                    try {
                        old.close();
                    } catch (Exception e) {
                        e.printStackTrace();
                    }
                },
                "closer");
        closer.setDaemon(true);
        closer.start();
    }

    private void launchOnThread(Path at) {
        MediaDriver old = threadDriver;
        if (old != null) {
            closeAside(old);
        }
        threadDriver = MediaDriver.launch(DataTransport.driverContext(at, timeouts)
                .threadingMode(ThreadingMode.SHARED)
                .errorHandler(Throwable::printStackTrace));
    }

    /** Null when a newer view came first. */
    private DataTransport connect(RingView next) {
        long startNs = System.nanoTime();
        while (told.generation() == next.generation()) {
            if (DataTransport.isDriverReady(next.directory())) {
                try {
                    return DataTransport.open(next.directory(), false, timeouts);
                } catch (AeronException e) {
                    StandardInput.say(Line.of("unanswered", "id", id, "why", e.getMessage()));
                }
            }
            if (System.nanoTime() - startNs > RING_DEADLINE_NS) {
                throw new IllegalStateException(
                        "no driver in " + next.directory() + " generation=" + next.generation());
            }
            LockSupport.parkNanos(DRIVER_POLL_NS);
        }
        return null;
    }

    private void openRing(RingView next) {
        if (transport == null) {
            return;
        }
        try {
            Ring ring = Ring.ofOneHost(
                    "bench", next.generation(), next.peers(), next.peers().indexOf(id));
            collectives = Collectives.open(transport, ring, watch(), PathSettings.of(TransportKind.IPC));
            event("open", next);
        } catch (RingBrokenException e) {
            onBroken(e);
        }
    }

    /** Ends a wait as soon as there is a newer view; silence alone ends it late, because the authority sees deaths. */
    private RingWatch watch() {
        RingWatch silence = RingWatch.silence(RING_DEADLINE_NS);
        return (ring, rank, hop, waitedNs) -> {
            if (told.generation() != ring.generation()) {
                throw new RingBrokenException("superseded: generation=" + ring.generation());
            }
            silence.onWaiting(ring, rank, hop, waitedNs);
        };
    }

    private void step() {
        if (!owesReduce) {
            computeUntil(System.nanoTime() + view.computeNs());
        }
        long startNs = System.nanoTime();
        try {
            collectives.allReduce(source, target, Reduction.AVERAGE);
        } catch (RingBrokenException e) {
            owesReduce = true;
            onBroken(e);
            return;
        }
        long endNs = System.nanoTime();
        owesReduce = false;
        operations.add(endNs, endNs - startNs, endNs - collectives.lastArrivalNs());
        if (isFirst) {
            isFirst = false;
            verify();
            event("reduced", view);
        }
    }

    private static void computeUntil(long endNs) {
        while (System.nanoTime() - endNs < 0) {
            Thread.onSpinWait();
        }
    }

    private void onBroken(RingBrokenException e) {
        lastBreak = e.getMessage();
        StandardInput.say(Line.of(
                "broken", "id", id, "generation", view.generation(), "atNs", System.nanoTime(), "why", e.getMessage()));
        closeRing();
        idleSinceNs = System.nanoTime();
    }

    private void closeRing() {
        if (collectives != null) {
            collectives.close();
            collectives = null;
        }
    }

    private void standOutside() {
        DataTransport current = transport;
        if (view.peers().isEmpty() || current == null) {
            LockSupport.parkNanos(TICK_NS);
        } else if (view.has(id)) {
            LockSupport.parkNanos(DRIVER_POLL_NS); // after a break, until the next view
        } else {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(current.doWork() > 0 ? 1 : 50));
        }
        if (current != null && !placement.hasKeeper()) {
            current.doWork();
        }
        if (view.has(id) && System.nanoTime() - idleSinceNs > VIEW_DEADLINE_NS) {
            throw new IllegalStateException(
                    "no new view after the break of generation=" + view.generation() + ": " + lastBreak);
        }
    }

    private void onCommand(Line command) {
        switch (command.name()) {
            case "block" -> {
                long fromNs = System.nanoTime();
                sleep(command.number("ms"));
                StandardInput.say(Line.of("blocked", "id", id, "fromNs", fromNs, "untilNs", System.nanoTime()));
            }
            case "report" -> StandardInput.say(operations.drain(id));
            default -> throw new IllegalArgumentException("unknown command: " + command);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in a blocking call", e);
        }
    }

    private void verify() {
        float sum = 0;
        for (int peer : view.peers()) {
            sum += peer + 1f;
        }
        float expected = sum / view.peers().size();
        long last = target.byteSize() / Float.BYTES - 1;
        float first = target.getAtIndex(ValueLayout.JAVA_FLOAT, 0);
        if (first != expected || target.getAtIndex(ValueLayout.JAVA_FLOAT, last) != expected) {
            throw new IllegalStateException("wrong sum: " + first + " expected=" + expected);
        }
    }

    private void event(String name, RingView of) {
        StandardInput.say(Line.of(name, "id", id, "generation", of.generation(), "atNs", System.nanoTime()));
    }
}
