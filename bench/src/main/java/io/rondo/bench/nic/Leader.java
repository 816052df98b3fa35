package io.rondo.bench.nic;

import io.rondo.allreduce.UdpSettings;
import io.rondo.bench.report.WholeFile;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.ExitCode;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The first host: brings all together, has everything measured, prints what came out. */
final class Leader {
    private final RondoConfig config;
    private final double seconds;
    private final long bytes;
    private final PrintWriter out;

    /**
     * @param seconds of each measurement
     * @param bytes of a buffer at most
     */
    Leader(RondoConfig config, double seconds, long bytes, PrintWriter out) {
        this.config = config;
        this.seconds = seconds;
        this.bytes = bytes;
        this.out = out;
    }

    /**
     * Until the result is printed and written.
     *
     * @param json null: none; so is plot
     * @throws RondoException when a host is missing, or something does not get through
     */
    int run(Meeting meeting, Worker.Maker maker, Path json, Path plot) {
        meeting.self().machine().lines().forEach(this::note);
        Map<String, Object> told = told();
        note(told.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" ")));
        Map<Integer, Meeting.Caller> callers = meeting.awaitCallers(this::note);
        List<Site> sites = new ArrayList<>(List.of(meeting.self()));
        List<Station> stations = new ArrayList<>();
        callers.values().forEach(caller -> sites.add(caller.site()));
        stations.add(Station.here(maker.worker(0, sites)));
        callers.values().forEach(caller -> stations.add(Station.over(caller.wire())));
        Results results;
        try (Stations all = new Stations(sites, stations)) {
            results = measure(all);
        }
        List<Finding> findings = Verdict.of(results);
        new Matrix(out, results).print();
        findings.stream().skip(1).forEach(finding -> note("also: " + finding.sentence()));
        if (json != null) {
            WholeFile.writeJson(json, NicReport.of(told, results, findings));
        }
        if (plot != null) {
            NicPicture.draw(plot, results);
        }
        if (findings.get(0).kind() == Finding.Kind.UNREACHABLE) {
            throw new RondoException(findings.get(0).sentence());
        }
        out.println(findings.get(0).sentence());
        return ExitCode.DONE;
    }

    private Results measure(Stations all) {
        try {
            all.welcome();
            all.sites().forEach(site -> note(site.line()));
            Results results = new Campaign(all, seconds, bytes, this::note).run();
            all.end(null);
            return results;
        } catch (RondoException e) {
            all.end("host " + all.sites().get(0).host() + " ended the measurement: " + e.getMessage());
            throw e;
        }
    }

    private Map<String, Object> told() {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("config", EffectiveConfig.digest(config));
        told.put("hosts", config.hosts());
        told.put("seconds", seconds);
        told.put("rounds", Campaign.ROUNDS);
        told.put("bytes", bytes);
        UdpSettings udp = config.transport().udp();
        told.put("mtu", numberOrAuto(udp.mtuBytes()));
        told.put("windowBytes", numberOrAuto(udp.windowBytes()));
        told.put("offload", udp.offload());
        return told;
    }

    private static Object numberOrAuto(int value) {
        return value == UdpSettings.FOUND_OUT ? "auto" : value;
    }

    private void note(String line) {
        out.println("# " + line);
        out.flush();
    }
}
