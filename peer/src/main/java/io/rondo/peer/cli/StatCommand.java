package io.rondo.peer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.peer.stat.PeerLook;
import io.rondo.peer.stat.PeerRow;
import io.rondo.peer.stat.RunningPeers;
import io.rondo.peer.stat.StatTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rondo stat}: what the peers of this host are doing. */
@Command(
        name = "stat",
        description = {
            "Show what the peers of this host's runs are doing, a row each; reads their counters and disturbs nothing.",
            "A peer whose process is gone is shown as dead until its run ends, one that is stopped as silent."
        })
public final class StatCommand implements RondoCommand {
    private static final double FIRST_LOOK_S = 0.5;
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Spec
    private CommandSpec spec;

    @Option(names = "--job", paramLabel = "NAME", description = "Only peers of this job.")
    private String job;

    @Option(names = "--dir", paramLabel = "DIR", description = "Only peers of the run with this output directory.")
    private Path directory;

    @Option(names = "--watch", description = "Show it again and again, until interrupted.")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seconds between two looks with --watch (default: ${DEFAULT-VALUE}).")
    private double interval;

    @Option(names = "--times", paramLabel = "N", description = "With --watch: end after N times.")
    private Integer times;

    @Option(names = "--json", description = "Print a line of JSON each time: an array with an object for each peer.")
    private boolean json;

    @Override
    public Integer call() {
        if (!(interval >= 0.05 && interval <= 3_600)) {
            throw new ParameterException(
                    spec.commandLine(), "--interval " + interval + ": expected 0.05 to 3600 seconds");
        }
        RunningPeers peers = RunningPeers.of(Optional.ofNullable(job), Optional.ofNullable(directory));
        PrintWriter out = spec.commandLine().getOut();
        Map<RunningPeers.Key, PeerLook> before = peers.look();
        if (!before.isEmpty()) {
            pause(watch ? Math.min(interval, FIRST_LOOK_S) : FIRST_LOOK_S);
        }
        int left = !watch ? 1 : times == null ? Integer.MAX_VALUE : times;
        while (true) {
            SortedMap<RunningPeers.Key, PeerLook> now = peers.look();
            show(StatTable.rows(before, now), out);
            before = now;
            if (--left <= 0) {
                return ExitCode.DONE;
            }
            pause(interval);
        }
    }

    private static void pause(double seconds) {
        LockSupport.parkNanos((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    }

    private void show(List<PeerRow> rows, PrintWriter out) {
        if (json) {
            printJson(rows, out);
            return;
        }
        if (watch) {
            boolean isTerminal = System.console() != null && System.console().isTerminal();
            out.print(isTerminal ? CLEAR : "\n");
        }
        if (rows.isEmpty()) {
            out.println("no peer" + (job == null ? "" : " of job " + job)
                    + (directory == null ? "" : " with output directory " + directory) + " runs on this host");
        } else {
            StatTable.print(rows, out);
        }
        out.flush();
    }

    private static void printJson(List<PeerRow> rows, PrintWriter out) {
        try {
            out.println(new ObjectMapper().writeValueAsString(rows));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rows are plain data", e);
        }
    }
}
