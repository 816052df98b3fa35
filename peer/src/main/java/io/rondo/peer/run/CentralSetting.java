package io.rondo.peer.run;

import io.rondo.peer.RondoException;
import io.rondo.peer.central.Part;
import io.rondo.peer.central.Placement;
import io.rondo.peer.central.Rules;
import io.rondo.peer.central.Staleness;
import io.rondo.peer.config.BoundConfig;
import io.rondo.peer.config.CentralConfig;
import io.rondo.peer.config.ConsistencyName;
import io.rondo.peer.config.PackingConfig.Compression;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.serve.ServedModel;
import io.rondo.peer.serve.UpdateSchedule;
import io.rondo.peer.train.TakenOutException;
import io.rondo.peer.train.Trainee;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** What follows from the config for workers and servers of mode central alike. */
final class CentralSetting {
    private CentralSetting() {}

    static Placement placement(RondoConfig config, Trainee trainee) {
        List<Integer> servers = config.servers().stream().map(PeerConfig::id).toList();
        return new Placement(trainee.parameterCount(), servers, config.central().virtualNodes());
    }

    static boolean isPacking(RondoConfig config) {
        return config.central().packing().compression() != Compression.NONE;
    }

    static List<Integer> workers(RondoConfig config) {
        return config.workers().stream().map(PeerConfig::id).toList();
    }

    /** @param parameters the part, as it shall be in the beginning */
    static ServedModel model(RondoConfig config, Trainee trainee, Part part, MemorySegment parameters) {
        Staleness bound = bound(config.central().bound(), trainee, parameters);
        return new ServedModel(
                part,
                trainee.parameterCount(),
                trainee.buckets().cuts(),
                workers(config),
                Rules.of(config.central(), workers(config), bound),
                bound,
                new UpdateSchedule(samplesPerStep(config)),
                config.central().gradient() == CentralConfig.GradientSum.SUM);
    }

    /** @param parameters of a rule that looks at them all of them: there is one server then */
    private static Staleness bound(BoundConfig config, Trainee trainee, MemorySegment parameters) {
        return switch (config.rule()) {
            case FIXED -> Staleness.fixed(config.value());
            case EPOCH -> Staleness.perEpoch(config.value(), config.step(), trainee.trainSamples());
            case WEIGHTS ->
                Staleness.byFirstLayer(
                        config.factor(), config.value(), () -> sum(parameters, trainee.firstLayerLength()));
        };
    }

    private static double sum(MemorySegment vector, int elements) {
        double sum = 0;
        for (int i = 0; i < elements; i++) {
            sum += vector.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
        return sum;
    }

    /** Of all workers together. */
    private static long samplesPerStep(RondoConfig config) {
        return (long) config.workers().size() * config.training().batch();
    }

    /** What servers and workers count a run to have consumed that goes on from a step. */
    static long earlierSamples(RondoConfig config, long step) {
        return step * samplesPerStep(config);
    }

    /** What servers count it to have updated. */
    static long earlierUpdates(RondoConfig config, long step) {
        ConsistencyName rule = config.central().consistency();
        boolean hasRounds = rule == ConsistencyName.BSP || rule == ConsistencyName.BACKUP;
        return hasRounds ? step : step * config.workers().size();
    }

    static RondoException takenOut(TakenOutException e) {
        return new RondoException(e.getMessage() + "; mode central takes nobody back", e);
    }
}
