package io.rondo.peer.report;

import io.rondo.peer.serve.ServerSummary;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What mode central has come to.
 *
 * @param bytesPerStep of gradients that a worker sent and parameters that it received for each of its steps, the mean
 * @param savedBytesPerStep that would have come to that without compression
 * @param servers what each has done
 */
public record CentralOutcome(double bytesPerStep, double savedBytesPerStep, List<ServerSummary> servers) {
    static CentralOutcome of(List<PeerEvent.PeerSummary> workers, List<ServerSummary> servers) {
        return new CentralOutcome(
                perStep(workers, PeerEvent.PeerSummary::bytes),
                perStep(workers, PeerEvent.PeerSummary::savedBytes),
                servers);
    }

    private static double perStep(List<PeerEvent.PeerSummary> workers, ToLongFunction<PeerEvent.PeerSummary> bytes) {
        return workers.stream()
                .mapToDouble(
                        worker -> worker.stepsHere() == 0 ? 0 : (double) bytes.applyAsLong(worker) / worker.stepsHere())
                .average()
                .orElse(0);
    }

    /** Updates that a push had missed, the mean over all pushes to all servers. */
    public double meanStaleness() {
        double missed = 0;
        double pushes = 0;
        for (ServerSummary server : servers) {
            for (int i = 0; i < server.staleness().size(); i++) {
                missed += (double) i * server.staleness().get(i);
                pushes += server.staleness().get(i);
            }
        }
        return pushes == 0 ? 0 : missed / pushes;
    }
}
