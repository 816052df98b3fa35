package io.rondo.bench.nic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The order of all measurements, on the first host: one pair, one direction, one set of rails at a time. Raw streams first,
 * each pair in every round, so that a slow moment of a host does not fall on one rail alone; then rings of each pair; then,
 * with more than two hosts, a ring of all.
 */
final class Campaign {
    /** Raw runs of each kind: the median counts, of UDP the best. */
    static final int ROUNDS = 3;
    /** Of each operation in a ring. */
    static final int RING_RUNS = 5;
    /**
     * Of the rate that arrives unpaced: where loss is counted. Less than the link, so that a sound one loses nothing; near
     * it, so that what only fails under load shows.
     */
    static final double PACED_SHARE = 0.9;

    /** Shorter runs measure the token buckets' first bursts, and when a receiver got its core. */
    private static final long LEAST_RUN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long PING_SHARE = 4; // of a run's time
    private static final long LEAST_RING_BYTES = 64 * 1024;

    private final Stations stations;
    private final double seconds;
    private final long mostBytes;
    private final Consumer<String> progress;
    private final Map<String, Samples> samples = new TreeMap<>();
    private final List<Results.AllReduce> allReduces = new ArrayList<>();
    private final int hosts;
    private final List<Integer> all; // rails
    private long run;
    private int generation;

    /**
     * @param seconds of each measurement
     * @param mostBytes of a buffer that is reduced
     */
    Campaign(Stations stations, double seconds, long mostBytes, Consumer<String> progress) {
        this.stations = stations;
        this.seconds = seconds;
        this.mostBytes = mostBytes;
        this.progress = progress;
        hosts = stations.sites().size();
        all = IntStream.range(0, stations.sites().get(0).rails().size()).boxed().toList();
    }

    Results run() {
        for (int round = 1; round <= ROUNDS; round++) {
            progress.accept("raw streams, round " + round + " of " + ROUNDS);
            for (int from = 0; from < hosts; from++) {
                for (int to = 0; to < hosts; to++) {
                    measureRaw(from, to);
                }
            }
        }
        progress.accept("rings");
        for (int low = 0; low < hosts; low++) {
            for (int high = low + 1; high < hosts; high++) {
                for (int rail : railSets()) {
                    measurePair(low, high, rail);
                }
            }
        }
        if (hosts > 2 && samples.values().stream().noneMatch(Samples::hasFailed)) {
            reduce(
                    IntStream.range(0, hosts).boxed().toList(),
                    railSets().get(railSets().size() - 1),
                    false);
        }
        return new Results(
                stations.sites(),
                samples.values().stream()
                        .filter(Samples::isTold)
                        .map(Samples::cell)
                        .toList(),
                List.copyOf(allReduces));
    }

    private List<Integer> railSets() {
        List<Integer> sets = new ArrayList<>(all);
        if (all.size() > 1) {
            sets.add(Cell.ALL);
        }
        return sets;
    }

    private List<Integer> rails(int rail) {
        return rail == Cell.ALL ? all : List.of(rail);
    }

    private Samples samples(int from, int to, int rail) {
        int column = rail == Cell.ALL ? all.size() : rail; // all come last
        return samples.computeIfAbsent(
                String.format("%02d %04d %04d", column, from, to), key -> new Samples(from, to, rail));
    }

    private void measureRaw(int from, int to) {
        if (from == to) {
            return;
        }
        for (int rail : railSets()) {
            Samples into = samples(from, to, rail);
            try {
                if (!into.hasFailed()
                        && rails(rail).stream()
                                .noneMatch(each -> samples(from, to, each).hasFailed())) {
                    measureRaw(into);
                }
            } catch (MeasurementFailedException e) {
                into.fail(e.getMessage());
            }
        }
    }

    private void measureRaw(Samples into) throws MeasurementFailedException {
        Streams streams = new Streams(stations, into.from(), into.to(), rails(into.rail()));
        long nanos = runNs();
        List<Double> unpaced = all.stream().map(rail -> 0.0).toList();
        into.onTcp(streams.tcp(++run, nanos));
        Streams.Datagrams blast = streams.udp(++run, nanos, unpaced);
        into.onUdp(blast);
        into.onPaced(streams.udp(++run, nanos, into.paceMbps(blast)));
        if (into.rail() != Cell.ALL) {
            into.onPinged(streams.ping(++run, nanos / PING_SHARE));
        }
    }

    private long runNs() {
        return Math.max(LEAST_RUN_NS, (long) (seconds * 1e9 / ROUNDS));
    }

    private void measurePair(int low, int high, int rail) {
        Samples there = samples(low, high, rail);
        Samples back = samples(high, low, rail);
        boolean isBroken = rails(rail).stream()
                .anyMatch(each -> samples(low, high, each).hasFailed()
                        || samples(high, low, each).hasFailed());
        if (isBroken || there.hasFailed() || back.hasFailed()) {
            return;
        }
        List<Message.Reduced> answers = reduce(List.of(low, high), rail, true);
        if (!answers.isEmpty()) {
            long bytes = bytes(List.of(low, high), rail);
            there.onRing(
                    bytes,
                    answers.get(0).broadcasts().get(0),
                    answers.get(1).broadcasts().get(0));
            back.onRing(
                    bytes,
                    answers.get(1).broadcasts().get(1),
                    answers.get(0).broadcasts().get(1));
        }
    }

    /** So many that a run takes its share of the time on the slowest way. */
    private long bytes(List<Integer> ring, int rail) {
        double slowest = Double.MAX_VALUE;
        for (int from : ring) {
            for (int to : ring) {
                if (from != to) {
                    slowest = Math.min(slowest, samples(from, to, rail).carriedMbps());
                }
            }
        }
        double fitting = slowest * 1e6 / 8 * seconds / RING_RUNS;
        long bytes = (long) Math.max(LEAST_RING_BYTES, Math.min(mostBytes, fitting));
        return Math.min(mostBytes, bytes) / Long.BYTES * Long.BYTES;
    }

    /** Empty when it failed. */
    private List<Message.Reduced> reduce(List<Integer> ring, int rail, boolean directions) {
        long bytes = bytes(ring, rail);
        Message.Reduce order = new Message.Reduce(++generation, ring, rails(rail), bytes, RING_RUNS, directions);
        long nanos = RingRun.SILENCE_NS + (long) (seconds * 1e10); // on a link that loses much, too
        List<Message> answers = stations.askAll(ring, order, nanos);
        stations.askAll(ring, new Message.LeaveRing(), RingRun.SILENCE_NS);
        for (Message answer : answers) {
            if (answer instanceof Message.Failed failed) {
                allReduces.add(new Results.AllReduce(ring, rail, bytes, 0, 0, failed.sentence()));
                return List.of();
            }
        }
        List<Message.Reduced> reduced =
                answers.stream().map(Message.Reduced.class::cast).toList();
        double medianNs = Samples.slowestMedian(
                reduced.stream().map(Message.Reduced::allReduces).toList());
        double busMbps = bytes * 8e3 / medianNs * 2 * (ring.size() - 1) / ring.size();
        allReduces.add(new Results.AllReduce(ring, rail, bytes, medianNs / 1e6, busMbps, null));
        return reduced;
    }
}
