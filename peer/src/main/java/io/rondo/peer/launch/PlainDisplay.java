package io.rondo.peer.launch;

import io.rondo.peer.config.Mode;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.CentralOutcome;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.report.RunReport;
import io.rondo.peer.serve.ServerSummary;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.GossipOutcome;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Plain lines: for logs and pipes. */
public final class PlainDisplay implements RunDisplay {
    private static final long PROGRESS_EVERY_NS = TimeUnit.SECONDS.toNanos(5);

    private final PrintWriter out;
    private final PeerMeans means = new PeerMeans();
    private long totalSteps;
    private long lastProgressNs = System.nanoTime();

    public PlainDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onLaunch(RondoConfig config) {
        out.println(launchLine(config));
    }

    static String launchLine(RondoConfig config) {
        return String.format(
                Locale.ROOT,
                "job %s: mode %s%s, model %s, data %s, %d %s with batch %d, output in %s",
                config.job(),
                config.mode(),
                config.mode() == Mode.CENTRAL ? " (" + config.central().consistency() + ")" : "",
                config.model().name(),
                config.data().set(),
                config.workers().size(),
                config.mode() == Mode.CENTRAL
                        ? "workers and " + config.servers().size() + " servers"
                        : "peers",
                config.training().batch(),
                config.output().dir());
    }

    @Override
    public void onEvent(PeerEvent event) {
        if (event instanceof PeerEvent.Started started && means.isFirstStart()) {
            totalSteps = started.totalSteps();
            out.println(startLine(started));
        } else if (event instanceof PeerEvent.Progress progress) {
            means.add(progress);
            if (System.nanoTime() - lastProgressNs > PROGRESS_EVERY_NS) {
                lastProgressNs = System.nanoTime();
                out.println(String.format(Locale.ROOT, "step %d/%d %s", progress.step(), totalSteps, means.line()));
            }
        } else if (isChange(event)) {
            out.println(changeLine(event));
        } else if (event instanceof PeerEvent.EpochEnded epoch) {
            lastProgressNs = System.nanoTime();
            out.println(epochLine(epoch.summary()));
        }
    }

    static String startLine(PeerEvent.Started started) {
        return String.format(
                Locale.ROOT,
                "training: %,d parameters, %,d training and %,d test samples, steps %d to %d",
                started.parameters(),
                started.trainSamples(),
                started.testSamples(),
                started.step() + 1,
                started.totalSteps());
    }

    static String changeLine(PeerEvent change) {
        if (change instanceof PeerEvent.Recovered recovered) {
            return "generation " + recovered.generation() + ": peers " + recovered.members() + " go on after "
                    + recovered.milliseconds() + " ms, no step lost";
        }
        if (change instanceof PeerEvent.Joined joined) {
            return "peer " + joined.peer() + " joined in generation " + joined.generation() + " at step "
                    + joined.step() + " after " + joined.milliseconds() + " ms, " + joined.sinceStartMs()
                    + " ms after its process was started";
        }
        if (change instanceof PeerEvent.Left left) {
            return "peer " + left.peer() + " left after step " + left.step() + ": the others go on";
        }
        if (change instanceof PeerEvent.TakenOut takenOut) {
            return takenOut.sentence() + ": it joins them anew";
        }
        if (change instanceof PeerEvent.RolledBack lost) {
            return String.format(
                    Locale.ROOT,
                    "%,d parameters are lost with their server: server %d goes on with them as they were at step %d",
                    lost.parameters(),
                    lost.peer(),
                    lost.step());
        }
        if (change instanceof PeerEvent.Unscored unscored) {
            return "epochs " + unscored.epochs() + " were not scored: they were over before there was room for it";
        }
        PeerEvent.Lost lost = (PeerEvent.Lost) change;
        return lost.sentence() + (lost.isRestarted() ? ": it is started again" : ": the others go on");
    }

    /** Of the ring's members, or what else has a line of its own. */
    static boolean isChange(PeerEvent event) {
        return event instanceof PeerEvent.Recovered
                || event instanceof PeerEvent.Joined
                || event instanceof PeerEvent.Left
                || event instanceof PeerEvent.TakenOut
                || event instanceof PeerEvent.RolledBack
                || event instanceof PeerEvent.Unscored
                || event instanceof PeerEvent.Lost;
    }

    static String epochLine(EpochSummary epoch) {
        return String.format(
                Locale.ROOT,
                "epoch %d: step %d, loss %.4f, test loss %.4f, test accuracy %.2f %%, %.1f s",
                epoch.epoch(),
                epoch.step(),
                epoch.loss(),
                epoch.testLoss(),
                100 * epoch.accuracy(),
                epoch.seconds());
    }

    @Override
    public void onReport(RunReport report) {
        out.println(reportLines(report));
    }

    static String reportLines(RunReport report) {
        long replicas = report.digests().stream().distinct().count();
        String lines = String.format(
                Locale.ROOT,
                "done: test accuracy %.2f %%, test loss %.4f, %d steps in %.1f s, %,.0f samples/s%n"
                        + "step time: compute %.1f %%, transfer %.1f %%, waiting %.1f %%, other %.1f %%%n"
                        + "replicas: %d of %d digests equal (%s)",
                100 * report.testAccuracy(),
                report.testLoss(),
                report.steps(),
                report.seconds(),
                report.samplesPerSecond(),
                100 * report.computeShare(),
                100 * report.transferShare(),
                100 * report.waitShare(),
                100 * report.otherShare(),
                report.digests().size() - replicas + 1,
                report.digests().size(),
                report.digests().get(0).substring(0, 16));
        if (report.gossip() != null) {
            return lines + System.lineSeparator() + gossipLine(report.gossip());
        }
        return report.central() == null ? lines : lines + System.lineSeparator() + centralLine(report.central());
    }

    private static String centralLine(CentralOutcome central) {
        return String.format(
                Locale.ROOT,
                "central: %d servers with %s parameters, %,d updates each, %,.0f bytes a worker and step%s, staleness %.1f updates,"
                        + " %,d pushes dropped",
                central.servers().size(),
                central.servers().stream()
                        .map(server -> String.format(Locale.ROOT, "%,d", server.elements()))
                        .collect(Collectors.joining(" and ")),
                central.servers().get(0).updates(),
                central.bytesPerStep(),
                saved(central),
                central.meanStaleness(),
                central.servers().stream()
                        .mapToLong(ServerSummary::droppedPushes)
                        .sum());
    }

    private static String saved(CentralOutcome central) {
        double all = central.bytesPerStep() + central.savedBytesPerStep();
        return central.savedBytesPerStep() == 0
                ? ""
                : String.format(
                        Locale.ROOT, " (%.0f %% less than uncompressed)", 100 * central.savedBytesPerStep() / all);
    }

    private static String gossipLine(GossipOutcome gossip) {
        return String.format(
                Locale.ROOT,
                "gossip: worst replica %.2f %%, spread %.1e, %,d exchanges, %,.0f bytes a peer and step (the ring sends %,.0f),"
                        + " staleness %.1f steps, %d at the most",
                100 * gossip.worstReplica(),
                gossip.spread(),
                gossip.exchanges(),
                gossip.bytesPerStep(),
                gossip.ringBytesPerStep(),
                gossip.meanStaleness(),
                gossip.worstStaleness());
    }

    @Override
    public void close() {
        out.flush();
    }
}
