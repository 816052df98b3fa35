package io.rondo.bench.hogwild;

import io.rondo.hogwild.sparse.GeneratedExamples;
import io.rondo.hogwild.sparse.LibSvmReader;
import io.rondo.hogwild.sparse.LinearLoss;
import io.rondo.hogwild.sparse.SparseExamples;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What is trained: the same in every process.
 *
 * @param title for the table
 * @param file in LIBSVM's format, or empty: {@code generated} is drawn
 */
record Problem(
        String title,
        String file,
        GeneratedExamples generated,
        LinearLoss loss,
        double stepSize,
        double mu,
        long updates) {
    SparseExamples examples() {
        try {
            return file.isEmpty() ? generated.draw() : LibSvmReader.read(Path.of(file));
        } catch (IOException e) {
            throw new RondoException(e.getMessage(), e);
        }
    }

    List<String> arguments() {
        return List.of(
                title,
                file,
                String.valueOf(generated.examples()),
                String.valueOf(generated.features()),
                String.valueOf(generated.perExample()),
                String.valueOf(generated.skew()),
                String.valueOf(generated.seed()),
                loss.name(),
                String.valueOf(stepSize),
                String.valueOf(mu),
                String.valueOf(updates));
    }

    static Problem of(List<String> arguments) {
        GeneratedExamples generated = new GeneratedExamples(
                Integer.parseInt(arguments.get(2)),
                Integer.parseInt(arguments.get(3)),
                Integer.parseInt(arguments.get(4)),
                Double.parseDouble(arguments.get(5)),
                Long.parseLong(arguments.get(6)));
        return new Problem(
                arguments.get(0),
                arguments.get(1),
                generated,
                LinearLoss.valueOf(arguments.get(7)),
                Double.parseDouble(arguments.get(8)),
                Double.parseDouble(arguments.get(9)),
                Long.parseLong(arguments.get(10)));
    }

    String line() {
        String examples = file.isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "%,d generated examples, %,d features, %d an example, skew %s",
                        generated.examples(),
                        generated.features(),
                        generated.perExample(),
                        generated.skew())
                : file;
        return title + ": " + loss.name().toLowerCase(Locale.ROOT) + " loss, " + examples;
    }
}
