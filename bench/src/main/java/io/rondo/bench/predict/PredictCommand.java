package io.rondo.bench.predict;

import io.rondo.bench.layers.Environment;
import io.rondo.bench.predict.CostModel.Exchange;
import io.rondo.bench.report.WholeFile;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.ConfigOptions;
import io.rondo.peer.cli.ExitCode;
import io.rondo.peer.cli.RondoCommand;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.Trainee;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rondo predict}: the time of a step and the speed-up with 1 to 64 peers, from a few real steps. */
@Command(
        name = "predict",
        description = {
            "Predicts a step's time and the speed-up for 1 to 64 peers with a ring, a server or gossip, in the manner of Paleo.",
            "Calibrated by some real steps on this host; with --measure 1,2,4 measured ones stand beside the predicted."
        })
public final class PredictCommand implements RondoCommand {
    private static final int MOST_PEERS = 64;

    @Mixin
    private ConfigOptions config;

    @Option(
            names = "--link",
            paramLabel = "RATE",
            description =
                    "Each peer on a host of its own, with such a link: 10gbit, 100mbit@200us. Default: all on this host.")
    private String link;

    @Option(names = "--cores", paramLabel = "N", description = "Cores of a host (default: those of this one).")
    private int cores = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--peers-per-host",
            paramLabel = "N",
            description = "With --link (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    private int peersPerHost;

    @Option(
            names = "--model-bytes",
            paramLabel = "N",
            description = "Of another model, which computes as this one does.")
    private Long modelBytes;

    @Option(
            names = "--measure",
            split = ",",
            paramLabel = "N",
            description = "Measure a step with so many peers on this host too, in turns with the calibration.")
    private List<Integer> measured = List.of();

    @Option(
            names = "--turns",
            defaultValue = "1",
            description = "Of calibration and measurement; medians count (default: ${DEFAULT-VALUE}).")
    private int turns;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there.")
    private Path json;

    @Override
    public Integer call() {
        RondoConfig base = config.read();
        LinkOption between = link == null ? null : LinkOption.of(link);
        if (between != null && !measured.isEmpty()) {
            throw new RondoException("--measure measures on this host: leave --link away");
        }
        if (base.training().batch() < 2 || turns < 1 || cores < 1 || peersPerHost < 1) {
            throw new RondoException("expected at least 1 of --turns, --cores, --peers-per-host, and --batch 2");
        }
        PrintStream out = System.out;
        out.println("# " + Environment.here().line());
        Calibration calibration = new Calibration(base);
        Map<Exchange, Map<Integer, List<Double>>> steps = new EnumMap<>(Exchange.class);
        for (int turn = 0; turn < turns; turn++) {
            calibration.takeTurn();
            measure(base, steps);
        }
        double bytes = ownBytes(base);
        Map<Exchange, CostModel> models = calibration.ofThisHost(bytes, cores);
        if (between != null) {
            double linked = modelBytes == null ? bytes : modelBytes;
            models.replaceAll((exchange, ofHost) ->
                    calibration.model(linked, between.bytesPerMs(), between.latencyMs(), cores, peersPerHost));
        } else if (modelBytes != null) {
            throw new RondoException("--model-bytes goes with --link: on this host models are measured, not told");
        }
        Prediction prediction = new Prediction(
                Environment.here(),
                EffectiveConfig.values(base),
                between == null ? "this host's memory" : link,
                calibration.fixedMs(),
                calibration.sampleMs(),
                modelBytes == null ? bytes : modelBytes,
                rows(base, models, steps));
        prediction.print(out);
        if (json != null) {
            WholeFile.writeJson(json, prediction);
        }
        return ExitCode.DONE;
    }

    private void measure(RondoConfig base, Map<Exchange, Map<Integer, List<Double>>> steps) {
        for (int peers : measured) {
            String mode = peers == 1 ? "solo" : "ring";
            add(steps, Exchange.RING, peers, Probe.of(base, List.of("mode=" + mode, "peers=" + peers)));
            String central = "central={servers: " + servers(base) + "}";
            add(steps, Exchange.SERVER, peers, Probe.of(base, List.of("mode=central", "peers=" + peers, central)));
        }
    }

    private static void add(
            Map<Exchange, Map<Integer, List<Double>>> steps, Exchange exchange, int peers, Probe probe) {
        steps.computeIfAbsent(exchange, each -> new HashMap<>())
                .computeIfAbsent(peers, each -> new ArrayList<>())
                .add(probe.stepMs());
    }

    private static int servers(RondoConfig base) {
        return Math.max(1, base.central().servers());
    }

    private List<Prediction.Row> rows(
            RondoConfig base, Map<Exchange, CostModel> models, Map<Exchange, Map<Integer, List<Double>>> steps) {
        List<Prediction.Row> rows = new ArrayList<>();
        int batch = base.training().batch();
        double batchOfAll = (double) batch * base.workers().size();
        for (Exchange exchange : List.of(Exchange.RING, Exchange.SERVER, Exchange.GOSSIP)) {
            CostModel model = models.get(exchange);
            for (int peers = 1; peers <= MOST_PEERS; peers *= 2) {
                List<Double> real = steps.getOrDefault(exchange, Map.of()).getOrDefault(peers, List.of());
                rows.add(new Prediction.Row(
                        exchange,
                        peers,
                        model.stepMs(exchange, peers, batchOfAll / peers, servers(base)),
                        model.strongSpeedUp(exchange, peers, batchOfAll, servers(base)),
                        model.stepMs(exchange, peers, batch, servers(base)),
                        model.weakSpeedUp(exchange, peers, batch, servers(base)),
                        real.isEmpty() ? null : median(real)));
            }
        }
        return rows;
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double ownBytes(RondoConfig config) {
        try (Trainee trainee = Trainee.open(config, Choices.on(List.of()))) {
            return (double) trainee.parameterCount() * Float.BYTES;
        }
    }
}
