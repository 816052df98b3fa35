package io.rondo.peer.cli;

import io.rondo.peer.RondoException;
import io.rondo.peer.ledger.Findings;
import io.rondo.peer.ledger.LedgerReport;
import io.rondo.peer.ledger.LedgerVerifier;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo ledger verify}: whether a run's ledgers agree, and each sample counted exactly once an epoch. */
@Command(
        name = "verify",
        description = {
            "Read the ledgers of all peers of a run: do they agree on every step, and did each sample",
            "count exactly once in each complete epoch?"
        })
final class LedgerVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The run's output directory, where ledger-PEER.jsonl lie.")
    private Path directory;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        LedgerReport report = LedgerVerifier.verify(directory);
        print(report, out);
        print("note: ", report.notes(), "notes", out);
        print("violation: ", report.violations(), "violations", out);
        if (!report.isVerified()) {
            long count = report.violations().count();
            throw new RondoException(
                    directory + ": the ledger is not verified: " + count + (count == 1 ? " violation" : " violations"));
        }
        out.println("ledger: verified");
        return ExitCode.DONE;
    }

    private static void print(LedgerReport report, PrintWriter out) {
        LedgerReport.Totals totals = report.totals();
        line(out, "peers", list(report.peers()));
        line(out, "steps", totals.steps() == 0 ? "none" : totals.firstStep() + " to " + totals.lastStep());
        line(out, "generations", totals.generations().isEmpty() ? "none" : list(totals.generations()));
        line(out, "epochs", totals.completeEpochs() + " complete");
        String promise = report.exactlyOnce() ? "" : "; this run does not promise each exactly once";
        line(
                out,
                "samples",
                String.format(
                        Locale.ROOT,
                        "%,d contributed, the set has %,d%s",
                        totals.samples(),
                        report.trainSamples(),
                        promise));
        line(out, "entries", String.format(Locale.ROOT, "%,d, %,d void", totals.entries(), totals.voidEntries()));
    }

    private static void line(PrintWriter out, String what, String value) {
        out.println(String.format("%-12s %s", what, value));
    }

    private static String list(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static void print(String label, Findings findings, String plural, PrintWriter out) {
        findings.first().forEach(sentence -> out.println(label + sentence));
        long more = findings.count() - findings.first().size();
        if (more > 0) {
            out.println("… and " + more + " more " + plural);
        }
    }
}
