package io.rondo.peer.cli;

import io.rondo.peer.evaluate.Evaluator;
import io.rondo.peer.evaluate.Follower;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.Evaluation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo evaluate}: scores a checkpoint, or each new one of a run. */
@Command(
        name = "evaluate",
        description =
                "Score a checkpoint on its test set: loss, top-1 and top-5 accuracy. Or follow a run and score each new one.")
public final class EvaluateCommand implements RondoCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the data set's files are; default: where the run had them.")
    private Path dataDir;

    @Mixin
    private UserClassPath classPath;

    private static final class What {
        @Option(names = "--checkpoint", paramLabel = "FILE", description = "The checkpoint to score.")
        private Path checkpoint;

        @Option(
                names = "--follow",
                paramLabel = "DIR",
                description = "Score each checkpoint of this output directory as it appears, until the run ends.")
        private Path directory;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Choices choices = Choices.on(classPath.entries());
        if (what.checkpoint != null) {
            try (Evaluator evaluator = new Evaluator(what.checkpoint, Optional.ofNullable(dataDir), choices)) {
                print(evaluator.score(what.checkpoint), out);
            }
        } else {
            new Follower(what.directory, Optional.ofNullable(dataDir), choices, PATIENCE)
                    .follow(result -> print(result, out));
        }
        return ExitCode.DONE;
    }

    private static void print(Evaluator.Result result, PrintWriter out) {
        Evaluation evaluation = result.evaluation();
        out.println(String.format(
                Locale.ROOT,
                "%s: step %d, loss %.4f, top-1 %.2f %%, top-5 %.2f %% of %,d samples",
                result.checkpoint().getFileName(),
                result.step(),
                evaluation.loss(),
                100 * evaluation.accuracy(),
                100 * evaluation.top5Accuracy(),
                evaluation.samples()));
    }
}
