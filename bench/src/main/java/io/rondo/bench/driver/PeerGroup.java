package io.rondo.bench.driver;

import io.rondo.bench.driver.Operations.Operation;
import io.rondo.bench.process.Child;
import io.rondo.bench.process.Directories;
import io.rondo.bench.process.Line;
import io.rondo.peer.RondoException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The processes of one placement, and their authority: it starts them, sees them die and tells the views. Peers get
 * ascending ids, so the first of the ring is always the oldest, and holds the driver.
 */
final class PeerGroup implements AutoCloseable {
    private static final int VIEWS_PER_CHANGE = 5;

    private final Placement placement;
    private final DriverBenchmark settings;
    private final Path runDirectory;
    private final TreeMap<Integer, Child> peers = new TreeMap<>();
    private Child driverProcess; // null when a peer holds the driver
    private Child standby; // placement STANDBY alone
    private RingView view = RingView.NONE;
    private Path standbyDirectory;
    private int nextId;

    PeerGroup(Placement placement, DriverBenchmark settings, Path runDirectory) {
        this.placement = placement;
        this.settings = settings;
        this.runDirectory = runDirectory;
    }

    /** Starts everybody and waits for the first all-reduce. */
    void open() {
        List<Child> starting = new ArrayList<>();
        for (int i = 0; i < settings.peers; i++) {
            starting.add(startPeer());
        }
        starting.forEach(peer -> peer.await("ready"));
        Path directory = directoryOf(1);
        if (!placement.isInPeer()) {
            driverProcess = startDriver(1, directory);
        }
        replaceStandby();
        become(new RingView(1, List.copyOf(peers.keySet()), holder(), directory, settings.computeNs()));
    }

    private Child startPeer() {
        int id = nextId++;
        Child peer = Child.start(
                "peer " + id + " of placement " + placement,
                DriverPeer.class,
                List.of(
                        String.valueOf(id),
                        placement.name(),
                        String.valueOf(settings.elements),
                        String.valueOf(settings.budget.toMillis()),
                        runDirectory.toString()));
        peers.put(id, peer);
        return peer;
    }

    private Child startDriver(int generation, Path directory) {
        return Child.start(
                "driver process",
                DriverProcess.class,
                List.of(
                        String.valueOf(generation),
                        directory.toString(),
                        String.valueOf(settings.budget.toMillis()),
                        runDirectory.toString()));
    }

    private Path directoryOf(int generation) {
        return runDirectory.resolve(placement + "-" + generation);
    }

    private void replaceStandby() {
        if (placement == Placement.STANDBY) {
            int replacement = nextId++;
            standbyDirectory = runDirectory.resolve("standby-" + replacement);
            standby = startDriver(replacement, standbyDirectory);
            standby.await("driver-up");
        }
    }

    private int holder() {
        return placement.isInPeer() ? peers.firstKey() : -1;
    }

    private void tell(RingView next) {
        view = next;
        Line line = next.toLine();
        peers.values().forEach(peer -> peer.send(line));
    }

    private void become(RingView next) {
        become(next, new ArrayList<>());
    }

    /**
     * Tells a view and waits for everybody's first all-reduce in it. A ring that breaks (on busy cores a living peer may
     * be silent for longer than the budget) is answered by the next view, a few times.
     */
    private void become(RingView next, List<Line> events) {
        tell(next);
        for (int attempt = 1; !awaitReduced(events); attempt++) {
            if (attempt == VIEWS_PER_CHANGE) {
                throw new RondoException("placement " + placement + ": rings break again and again: " + events);
            }
            tell(afterBreak());
        }
    }

    /** The same members; with a new driver where a peer holds it, because a client or the driver may have timed out. */
    private RingView afterBreak() {
        RingView next = viewOf(view.peers(), view.computeNs());
        return placement.isInPeer()
                ? new RingView(
                        next.generation(),
                        next.peers(),
                        next.holder(),
                        directoryOf(next.generation()),
                        next.computeNs())
                : next;
    }

    /** False when somebody's ring broke. */
    private boolean awaitReduced(List<Line> events) {
        boolean isWhole = true;
        for (int id : view.peers()) {
            Child peer = peers.get(id);
            Line event = peer.await(
                    "its first all-reduce of generation " + view.generation(),
                    each -> (each.name().equals("reduced") || each.name().equals("broken"))
                            && each.number("generation") == view.generation(),
                    events);
            if (event.name().equals("broken")) {
                System.err.println(peer.name() + ": " + event);
                isWhole = false;
            }
        }
        return isWhole;
    }

    private RingView viewOf(Collection<Integer> members, long computeNs) {
        return new RingView(view.generation() + 1, List.copyOf(members), holder(), view.directory(), computeNs);
    }

    /** Kills the process that holds the driver, and waits until all survivors have reduced over a new one. */
    Recovery recover() {
        int generation = view.generation() + 1;
        Path oldDirectory = view.directory();
        Path directory = placement == Placement.STANDBY ? standbyDirectory : directoryOf(generation);
        Child victim = placement.isInPeer() ? peers.firstEntry().getValue() : driverProcess;
        long killNs = victim.kill();
        Recovery.Builder recovery = new Recovery.Builder(killNs).add(Recovery.Stage.SEEN, victim.awaitDeath());
        List<Line> events = new ArrayList<>();
        if (placement.isInPeer()) {
            peers.pollFirstEntry();
        } else if (placement == Placement.STANDBY) {
            driverProcess = standby;
            standby = null;
        } else {
            driverProcess = startDriver(generation, directory);
        }
        become(
                new RingView(generation, List.copyOf(peers.keySet()), holder(), directory, settings.computeNs()),
                events);
        if (placement == Placement.PROCESS) {
            driverProcess.await("driver-up", event -> event.name().equals("driver-up"), events);
        }
        for (Line event : events) {
            Recovery.Stage stage = Recovery.Stage.of(event.name());
            if (stage != null && event.number("generation") >= generation) {
                recovery.add(stage, event.number("atNs"));
            }
        }
        Directories.remove(oldDirectory);
        return recovery.build();
    }

    /** Brings the group back to its size: a new process joins the ring in the next view. */
    void replace() {
        if (placement.isInPeer()) {
            startPeer().await("ready");
            become(viewOf(peers.keySet(), settings.computeNs()));
        }
        replaceStandby();
    }

    /** Everybody's operations of so long, with so much busy work before each. */
    List<Operation> run(Duration duration, long computeNs) {
        become(viewOf(peers.keySet(), computeNs));
        drain();
        sleep(duration);
        return drain();
    }

    /** All operations since the last time. */
    private List<Operation> drain() {
        List<Operation> operations = new ArrayList<>();
        Line report = Line.of("report");
        for (int id : view.peers()) {
            peers.get(id).send(report);
        }
        for (int id : view.peers()) {
            operations.addAll(Operations.from(peers.get(id).await("operations")));
        }
        return operations;
    }

    /**
     * The others' operations while the holder stands outside their ring.
     *
     * @param calm ended before the disturbance
     * @param disturbed overlapped with it
     */
    record Stall(List<Operation> calm, List<Operation> disturbed) {}

    /** All but the first peer reduce in a ring of their own; meanwhile the holder's exchange thread blocks. */
    Stall blockHolder(Duration duration) {
        openOthersRing();
        Child holder = peers.firstEntry().getValue();
        holder.send(Line.of("block", "ms", duration.toMillis()));
        Line blocked = holder.await("blocked");
        return stall(blocked.number("fromNs"), blocked.number("untilNs"));
    }

    /** The same, but the holder's whole process is stopped. */
    Stall freezeHolder(Duration duration) {
        openOthersRing();
        Child holder = placement.isInPeer() ? peers.firstEntry().getValue() : driverProcess;
        long fromNs = System.nanoTime();
        holder.signal("STOP");
        sleep(duration);
        holder.signal("CONT");
        return stall(fromNs, System.nanoTime());
    }

    private void openOthersRing() {
        become(viewOf(peers.tailMap(peers.firstKey(), false).keySet(), 0));
        drain();
        sleep(settings.calm);
    }

    private Stall stall(long fromNs, long untilNs) {
        sleep(Duration.ofMillis(100));
        List<Operation> all = drain();
        return new Stall(
                all.stream().filter(each -> each.endNs() - fromNs < 0).toList(),
                all.stream().filter(each -> each.overlaps(fromNs, untilNs)).toList());
    }

    /** Milliseconds of processor time a second that all processes use together while nobody computes or reduces. */
    double idleCpuMsPerSecond(Duration duration) {
        tell(viewOf(List.of(), 0));
        sleep(Duration.ofMillis(300));
        Duration before = cpuTime();
        sleep(duration);
        return (double) cpuTime().minus(before).toMillis() / duration.toMillis() * 1000;
    }

    private Duration cpuTime() {
        return children().map(Child::cpuTime).reduce(Duration.ZERO, Duration::plus);
    }

    private Stream<Child> children() {
        return Stream.concat(
                peers.values().stream(), Stream.of(driverProcess, standby).filter(Objects::nonNull));
    }

    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new RondoException("interrupted", e);
        }
    }

    @Override
    public void close() {
        children().forEach(Child::close);
        Directories.remove(view.directory());
    }
}
