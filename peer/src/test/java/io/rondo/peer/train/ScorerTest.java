package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tiny world's model scores a sample with the features themselves: seven of them, one a class. */
class ScorerTest {
    private static final float NAN = Float.NaN;

    @Test
    void shouldCountTheFirstAndTheFirstFive() {
        float[][] scores = {
            {9, 1, 2, 3, 4, 5, 6}, // class 0 is first
            {1, 1, 2, 3, 4, 5, 0}, // class 1: four are better, and class 0 as good but before it: sixth
            {6, 5, 2, 3, 4, 1, 0}, // class 2 is fifth
            {6, 5, 4, 1, 3, 2, 0}, // class 3 is sixth
        };

        Evaluation result = score(scores, 1);

        assertThat(result.samples()).isEqualTo(4);
        assertThat(result.top1()).isEqualTo(1);
        assertThat(result.top5()).isEqualTo(2);
        assertThat(result.accuracy()).isEqualTo(0.25);
        assertThat(result.top5Accuracy()).isEqualTo(0.5);
    }

    @Test
    void shouldLetTheLowerClassWinATie() {
        float[] same = {1, 1, 1, 1, 1, 1, 1};

        Evaluation result = score(new float[][] {same, same, same, same, same, same, same}, 1);

        assertThat(result.top1()).isEqualTo(1);
        assertThat(result.top5()).isEqualTo(5);
        assertThat(result.loss()).isEqualTo(Math.log(7), within(1e-12));
    }

    @Test
    void shouldNeverTakeNaNForRight() {
        float[][] scores = {{NAN, NAN, NAN, NAN, NAN, NAN, NAN}, {NAN, 9, 1, 1, 1, 1, 1}};

        Evaluation result = score(scores, 1);

        assertThat(result.top1()).isZero();
        assertThat(result.top5()).isEqualTo(1); // class 1 of the second: NaN alone beats it
        assertThat(result.loss()).isNaN();
    }

    @Test
    void shouldAgreeWithTheTextbooksLoss() {
        Evaluation result = score(new float[][] {{2, 0, -1, 0, 0, 0, 0}, {1000, -1000, 0, 0, 0, 0, 0}}, 1);

        double first = -Math.log(Math.exp(2) / (Math.exp(2) + 5 + Math.exp(-1)));
        assertThat(result.lossSum()).isEqualTo(first + 2000, within(1e-9));
    }

    @Test
    void shouldScoreEachSampleInExactlyOnePart() {
        float[][] scores = new float[10][7];
        for (int i = 0; i < scores.length; i++) {
            scores[i][i % 7] = 1;
        }

        for (int parts : new int[] {1, 2, 3, 4, 10, 13}) {
            Evaluation all = score(scores, parts);

            assertThat(all.samples()).as("parts=%d", parts).isEqualTo(10);
            assertThat(all.top1()).isEqualTo(10);
        }
    }

    private static Evaluation score(float[][] scores, int parts) {
        TinyWorld.SCORES.set(scores);
        SampleShape shape = new TinyWorld.Data().shape();
        try (Arena arena = Arena.ofConfined()) {
            Batch batch = new Batch(shape, 3, arena); // smaller than the set, and no divisor of it
            Scorer scorer = new Scorer(new TinyWorld.Echo(), new TinyWorld.Data(), batch, arena);
            List<Long> gathered = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                for (long value : scorer.score(part, parts).toLongs()) {
                    gathered.add(value);
                }
            }
            return Evaluation.sumOf(gathered.stream().mapToLong(Long::longValue).toArray());
        }
    }
}
