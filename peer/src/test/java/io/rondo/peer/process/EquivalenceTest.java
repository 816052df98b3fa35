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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Data-parallel equals single: four peers with batch 16 and one with batch 64 see the same samples in the same steps and
 * add their gradients in the same order, so their parameters stay the same, bit for bit.
 *
 * <p>Computed in one piece, a batch of 64 has other roundings. Logistic and mlp stay within them; LeNet parts where
 * rounding decides which input a max-pool takes or whether a rectifier lets through, at some step, another one for each
 * seed. So in one piece LeNet is shown, not held to the limit.
 */
@Tag("process")
@Timeout(300)
class EquivalenceTest {
    private static final double ROUNDING = 1e-5;
    private static final double PARTED = 1e-2;
    private static final String ONE_BUCKET = "25";
    private static final String BUCKET_A_LAYER = "1e-6";
    private static final int[] STEPS = {50, 100};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"lenet, sgd, 1"})
    void shouldTrainFourPeersToTheBitsOfOne(String model, String optimizer, int seed) throws IOException {
        compare(model, optimizer, seed, ONE_BUCKET);
    }

    /** The same with a bucket for each layer, reduced on the exchange thread while the next one is computed. */
    @ParameterizedTest
    @CsvSource({"mlp, adam, 1"})
    void shouldDoSoWithBuckets(String model, String optimizer, int seed) throws IOException {
        compare(model, optimizer, seed, BUCKET_A_LAYER);
    }

    @Test
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    void shouldDoSoWithBucketsOfConvolutions() throws IOException {
        compare("lenet", "adam", 1, BUCKET_A_LAYER);
    }

    /** Minutes more: run it with -Drondo.proofs=true. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    @CsvSource({
        "logistic, sgd, 1",
        "logistic, adam, 1",
        "mlp, sgd, 1",
        "mlp, adam, 1",
        "lenet, adam, 1",
        "lenet, sgd, 2",
        "lenet, sgd, 3"
    })
    void shouldDoSoWithOtherSeedsAndOptimizers(String model, String optimizer, int seed) throws IOException {
        compare(model, optimizer, seed, ONE_BUCKET);
    }

    private void compare(String model, String optimizer, int seed, String bucketMiB) throws IOException {
        World world = World.withDigits(directory, "equal-" + model);
        List<String> options = options(model, optimizer, seed);
        options.addAll(List.of("--set", "training.bucketMiB=" + bucketMiB));
        trainFour(world, options);
        trainAlone(world, "one", options);
        options.addAll(List.of("--set", "training.microBatch=64"));
        trainAlone(world, "one-piece", options);

        for (int step : STEPS) {
            double distance = distance(world, "one", step);
            double onePiece = distance(world, "one-piece", step);
            System.out.printf(
                    Locale.ROOT,
                    "|p - q| / |q| after %d steps, %s, %s, seed %d, bucketMiB %s: %.2e, in one piece %.2e%n",
                    step,
                    model,
                    optimizer,
                    seed,
                    bucketMiB,
                    distance,
                    onePiece);
            assertThat(distance).isZero();
            boolean mayHaveParted = optimizer.equals("adam") || model.equals("lenet");
            assertThat(onePiece).isLessThanOrEqualTo(mayHaveParted ? PARTED : ROUNDING);
        }
    }

    private static List<String> options(String model, String optimizer, int seed) {
        List<String> options = new ArrayList<>(List.of("--model", model, "--steps", "100", "--seed", "" + seed));
        options.addAll(List.of("--set", "output.checkpointEvery=50", "--set", "output.keep=100"));
        options.addAll(List.of("--set", "training.optimizer.name=" + optimizer));
        if (optimizer.equals("sgd")) {
            options.addAll(List.of("--set", "training.optimizer.learningRate=0.01"));
        }
        return options;
    }

    private static void trainFour(World world, List<String> options) {
        List<String> all = new ArrayList<>(List.of("--peers", "4", "--batch", "16"));
        all.addAll(options);
        world.trainToTheEnd("four", all.toArray(String[]::new));
    }

    private static double distance(World world, String one, int step) {
        return distance(world.parameters("four", step), world.parameters(one, step));
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
