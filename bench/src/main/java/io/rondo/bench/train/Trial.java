package io.rondo.bench.train;

import io.rondo.peer.config.Mode;
import io.rondo.peer.report.CentralOutcome;
import io.rondo.peer.report.RunReport;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One run of one contestant.
 *
 * @param contestant its name
 * @param peers that train; servers not counted
 * @param batch of each of them
 * @param secondsToTarget of training; null when it did not come to it
 * @param finalAccuracy at the end, 0 to 1
 * @param samplesPerSecond of all peers together, in steps
 * @param stepMs mean time of a peer's step
 * @param computeShare of a step; so the next three
 * @param bytesPerStep that a peer sends and receives for a step: counted in central and gossip, by the formula in the ring
 * @param staleness of all pushes to all servers: how many missed 0, 1, 2 … updates; empty in other modes
 * @param curve accuracy over time
 */
record Trial(
        String contestant,
        int peers,
        int batch,
        Double secondsToTarget,
        double finalAccuracy,
        double samplesPerSecond,
        double stepMs,
        double computeShare,
        double transferShare,
        double waitShare,
        double otherShare,
        double bytesPerStep,
        List<Long> staleness,
        List<ScoredRun.Score> curve) {
    static Trial of(Contestant contestant, int peers, int batch, ScoredRun run, double target, long modelBytes) {
        RunReport report = run.report();
        Optional<ScoredRun.Score> arrival = run.arrivalAt(target);
        double stepSamples = (double) peers * batch;
        return new Trial(
                contestant.name(),
                peers,
                batch,
                arrival.map(ScoredRun.Score::seconds).orElse(null),
                report.testAccuracy(),
                report.samplesPerSecond(),
                1000 * stepSamples / report.samplesPerSecond(),
                report.computeShare(),
                report.transferShare(),
                report.waitShare(),
                report.otherShare(),
                bytes(contestant.mode(), peers, report, modelBytes),
                report.central() == null ? List.of() : staleness(report.central()),
                run.curve());
    }

    private static double bytes(Mode mode, int peers, RunReport report, long modelBytes) {
        return switch (mode) {
            case SOLO -> 0;
            case RING -> 2 * 2.0 * (peers - 1) / peers * modelBytes; // sent, and as much received
            case GOSSIP -> 2 * report.gossip().bytesPerStep();
            case CENTRAL -> report.central().bytesPerStep();
        };
    }

    private static List<Long> staleness(CentralOutcome central) {
        int columns = central.servers().stream()
                .mapToInt(server -> server.staleness().size())
                .max()
                .orElse(0);
        Long[] sum = new Long[columns];
        Arrays.fill(sum, 0L);
        central.servers().forEach(server -> {
            for (int i = 0; i < server.staleness().size(); i++) {
                sum[i] += server.staleness().get(i);
            }
        });
        return List.of(sum);
    }

    /** For tables and legends. */
    String label() {
        return contestant + ", " + peers + (peers == 1 ? " peer" : " peers");
    }
}
