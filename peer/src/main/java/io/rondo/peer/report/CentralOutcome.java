package io.rondo.peer.report;

import io.rondo.peer.serve.ServerSummary;
import java.util.List;

/**
 * What mode central has come to.
 *
 * @param bytesPerStep of gradients that a worker sent and parameters that it received for each of its steps, the mean
 * @param servers what each has done
 */
public record CentralOutcome(double bytesPerStep, List<ServerSummary> servers) {
    static CentralOutcome of(List<PeerEvent.PeerSummary> workers, List<ServerSummary> servers) {
        double bytesPerStep = workers.stream()
                .mapToDouble(worker -> worker.stepsHere() == 0 ? 0 : (double) worker.bytes() / worker.stepsHere())
                .average()
                .orElse(0);
        return new CentralOutcome(bytesPerStep, servers);
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
