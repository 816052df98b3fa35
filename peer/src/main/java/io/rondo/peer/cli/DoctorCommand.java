package io.rondo.peer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.doctor.Examination;
import io.rondo.peer.doctor.Finding;
import io.rondo.peer.launch.ThisHost;
import io.rondo.peer.train.Choices;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo doctor}: looks at this host, and at what lies between it and the others, before a start. */
@Command(
        name = "doctor",
        description = {
            "Find out before a start what would keep it from working, or make it slow, and say what to do about it.",
            "With peers on several hosts start it on all of them at about the same time, while no run uses their ports;"
                    + " with one host it needs no other. Ends with 1 when there is a problem."
        },
        sortOptions = false)
public final class DoctorCommand implements RondoCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "Which of the config's hosts this one is (default: found by its address).")
    private String host;

    @Option(
            names = "--wait",
            paramLabel = "S",
            defaultValue = "30",
            description = "Seconds to wait for the doctors of other hosts (default: ${DEFAULT-VALUE}).")
    private int waitS;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the findings there too, as JSON.")
    private Path json;

    @Mixin
    private UserClassPath classPath;

    @Option(names = "--shift-clock", hidden = true, defaultValue = "0", description = "For tests: milliseconds.")
    private long clockShiftMs;

    @Override
    public Integer call() {
        RondoConfig config = options.read();
        String self = ThisHost.of(config, Optional.ofNullable(host));
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new ArrayList<>();
        new Examination(
                        config,
                        options.file(),
                        self,
                        Choices.on(classPath.entries()),
                        spec.root().version()[0],
                        Duration.ofSeconds(waitS),
                        Duration.ofMillis(clockShiftMs),
                        finding -> {
                            findings.add(finding);
                            print(finding, out);
                        })
                .run();
        long problems = count(findings, Finding.Level.PROBLEM);
        out.println("host " + self + ": " + counted(problems, "problem") + ", "
                + counted(count(findings, Finding.Level.WARNING), "warning") + ", "
                + counted(count(findings, Finding.Level.OK), "check") + " well");
        if (json != null) {
            write(self, findings);
        }
        return problems == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void print(Finding finding, PrintWriter out) {
        String level = finding.level().name().toLowerCase(Locale.ROOT);
        out.println(String.format("%-8s %-14s %s", level, finding.check(), finding.sentence()));
        out.flush();
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static long count(List<Finding> findings, Finding.Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private void write(String self, List<Finding> findings) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("host", self);
        report.put("findings", findings);
        try {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report);
        } catch (IOException e) {
            throw new RondoException(json + ": the findings cannot be written: " + e.getMessage(), e);
        }
    }
}
