package io.rondo.bench.predict;

import io.rondo.bench.predict.CostModel.Exchange;
import io.rondo.peer.config.RondoConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What real steps on this host say of it: a peer alone with its batch and with half of it, two in the ring, one with one server.
 * Turns are taken one by one, so that measurements can come between them; medians count.
 */
final class Calibration {
    private static final double LEAST_MS = 1e-3; // what a clock of steps cannot tell from nothing

    private final RondoConfig base;
    private final List<Probe> whole = new ArrayList<>();
    private final List<Probe> half = new ArrayList<>();
    private final List<Probe> ring = new ArrayList<>();
    private final List<Probe> server = new ArrayList<>();

    Calibration(RondoConfig base) {
        this.base = base;
    }

    /** One more turn of all four. */
    void takeTurn() {
        int batch = base.training().batch();
        whole.add(Probe.of(base, List.of("mode=solo", "peers=1")));
        half.add(Probe.of(base, List.of("mode=solo", "peers=1", "training.batch=" + batch / 2)));
        ring.add(Probe.of(base, List.of("mode=ring", "peers=2")));
        server.add(Probe.of(base, List.of("mode=central", "peers=1", "central={servers: 1}")));
    }

    private static double median(List<Probe> probes, ToDoubleFunction<Probe> value) {
        double[] sorted = probes.stream().mapToDouble(value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    double sampleMs() {
        int samples = base.training().batch() - base.training().batch() / 2;
        double difference = median(whole, Probe::stepMs) - median(half, Probe::stepMs);
        return Math.max(0, difference / samples);
    }

    double fixedMs() {
        return Math.max(
                0, median(whole, Probe::stepMs) - sampleMs() * base.training().batch());
    }

    /** Of two peers' all-reduce, in which each moves as many bytes as the model has. */
    double ringMs() {
        return Math.max(LEAST_MS, median(ring, Probe::exchangeMs));
    }

    /** Of one worker's push and pull: what its step takes beyond that of a peer alone. */
    double serverMs() {
        return Math.max(LEAST_MS, median(server, Probe::stepMs) - median(whole, Probe::stepMs));
    }

    /**
     * Models of this host, all its peers beside each other.
     *
     * @param modelBytes of which the probes moved so many
     */
    Map<Exchange, CostModel> ofThisHost(double modelBytes, int cores) {
        Map<Exchange, CostModel> models = new EnumMap<>(Exchange.class);
        models.put(Exchange.RING, model(modelBytes, modelBytes / ringMs(), 0, cores, Integer.MAX_VALUE));
        models.put(Exchange.SERVER, model(modelBytes, 2 * modelBytes / serverMs(), 0, cores, Integer.MAX_VALUE));
        models.put(Exchange.GOSSIP, models.get(Exchange.RING));
        return models;
    }

    /** A model with this host's computing. */
    CostModel model(double modelBytes, double bytesPerMs, double latencyMs, int cores, int peersPerHost) {
        return new CostModel(fixedMs(), sampleMs(), modelBytes, bytesPerMs, latencyMs, cores, peersPerHost);
    }
}
