package io.rondo.hogwild.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rondo.hogwild.HogwildThreads;
import io.rondo.hogwild.SharedParameters;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SparseSourceTest {
    private static final SparseExamples EXAMPLES = new GeneratedExamples(2_000, 500, 12, 0.5, 3).draw();

    @Test
    void shouldDoThePublishedUpdateOfASupportVectorMachine() {
        double gamma = 0.1;
        double mu = 0.7;
        SharedParameters parameters = SharedParameters.zeros(EXAMPLES.features());
        double[] w = new double[EXAMPLES.features()];
        SparseSource source = new SparseSource(EXAMPLES, LinearLoss.HINGE, mu, 11);
        SplittableRandom sameDraws = new SplittableRandom(11);

        for (int update = 0; update < 3_000; update++) {
            source.update(parameters, gamma);
            updateAsPublished(w, sameDraws.nextInt(EXAMPLES.count()), gamma, mu);
        }

        for (int j = 0; j < w.length; j++) {
            assertThat((double) parameters.get(j)).isCloseTo(w[j], within(1e-4));
        }
    }

    private static void updateAsPublished(double[] w, int row, double gamma, double mu) {
        double product = 0;
        for (int pair = EXAMPLES.from(row); pair < EXAMPLES.to(row); pair++) {
            product += w[EXAMPLES.index(pair)] * EXAMPLES.value(pair);
        }
        int y = EXAMPLES.label(row);
        for (int pair = EXAMPLES.from(row); pair < EXAMPLES.to(row); pair++) {
            int j = EXAMPLES.index(pair);
            if (y * product < 1) {
                w[j] += gamma * y * EXAMPLES.value(pair);
            }
            w[j] *= 1 - gamma * mu / EXAMPLES.degree(j);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldPullAsTheLossFalls(LinearLoss loss) {
        for (double margin : new double[] {-40, -1.5, 0, 0.7, 2, 40}) {
            double h = 1e-6;
            double slope = (loss.loss(margin + h) - loss.loss(margin - h)) / (2 * h);

            assertThat(loss.pull(margin)).as("margin " + margin).isCloseTo(-slope, within(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWithTheLossOfOneThreadWhenTwoShareTheVector(LinearLoss loss) {
        double alone = lossAfter(loss, List.of(source(loss, 1)), 400_000);
        double shared = lossAfter(loss, List.of(source(loss, 1), source(loss, 2)), 200_000);

        double untrained = SparseSource.meanLoss(EXAMPLES, loss, SharedParameters.zeros(EXAMPLES.features()));
        assertThat(alone).isLessThan(0.8 * untrained);
        assertThat(shared).isCloseTo(alone, within(0.05 * alone));
    }

    private static SparseSource source(LinearLoss loss, long seed) {
        return new SparseSource(EXAMPLES, loss, 0.01, seed);
    }

    private static double lossAfter(LinearLoss loss, List<SparseSource> sources, long updatesPerThread) {
        SharedParameters parameters = SharedParameters.zeros(EXAMPLES.features());
        new HogwildThreads(parameters, sources).run(updatesPerThread, 0.01);
        return SparseSource.meanLoss(EXAMPLES, loss, parameters);
    }
}
