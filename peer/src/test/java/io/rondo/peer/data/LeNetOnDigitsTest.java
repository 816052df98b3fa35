package io.rondo.peer.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.data.deal.Deal;
import io.rondo.peer.data.deal.Dealer;
import io.rondo.peer.data.deal.Scheme;
import io.rondo.peer.model.Backend;
import io.rondo.peer.model.BuiltInModels;
import io.rondo.peer.model.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** What LeNet learns from the drawn digits alone is good for them, and mostly good for people's digits too. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(600)
class LeNetOnDigitsTest {
    private static final int EPOCHS = 2;
    private static final int BATCH = 64;
    private static final float RATE = 0.01f;
    private static final float MOMENTUM = 0.9f;

    private final Arena arena = Arena.ofConfined();
    private final DataSource digits = DataSets.open("digits", null);
    private final Model model = BuiltInModels.create("lenet", List.of(), Backend.HOST);
    private final Batch batch = new Batch(digits.shape(), BATCH, arena);
    private MemorySegment parameters;
    private MemorySegment gradients;
    private float[] velocity;

    @BeforeAll
    void learn() {
        model.prepare(digits.shape(), BATCH);
        parameters = arena.allocate(4L * model.parameterCount(), 64);
        gradients = arena.allocate(4L * model.parameterCount(), 64);
        velocity = new float[model.parameterCount()];
        model.bind(parameters, gradients);
        model.initialise(1);
        Dealer dealer = new Dealer(Scheme.SHUFFLE, 1, digits.count(Split.TRAIN), Deal.even(1, BATCH));
        while (dealer.epoch() < EPOCHS) {
            digits.read(Split.TRAIN, dealer.order(), dealer.from(0), dealer.count(0), batch);
            model.computeGradients(batch);
            descend(batch.count());
            dealer.advance();
        }
    }

    @AfterAll
    void close() {
        model.close();
        digits.close();
        arena.close();
    }

    /** Measured: 98.4 %. */
    @Test
    void shouldReach97PercentOnDigits() {
        assertThat(accuracy(digits)).isGreaterThan(0.97);
    }

    /** Measured: 91 %. */
    @Test
    void shouldReach60PercentOnMnistWithoutHavingSeenIt() {
        try (DataSource mnist = DataSets.open("mnist", RealMnist.directory())) {
            assertThat(accuracy(mnist)).isGreaterThan(0.60);
        }
    }

    private void descend(int samples) {
        for (int i = 0; i < velocity.length; i++) {
            velocity[i] = MOMENTUM * velocity[i] - RATE / samples * gradients.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            float value = parameters.getAtIndex(ValueLayout.JAVA_FLOAT, i) + velocity[i];
            parameters.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
    }

    private double accuracy(DataSource source) {
        int classes = source.shape().classes();
        int count = source.count(Split.TEST);
        int[] all = IntStream.range(0, count).toArray();
        MemorySegment scores = arena.allocate(4L * BATCH * classes, 64);
        int right = 0;
        for (int from = 0; from < count; from += BATCH) {
            source.read(Split.TEST, all, from, Math.min(BATCH, count - from), batch);
            model.computeScores(batch, scores);
            for (int i = 0; i < batch.count(); i++) {
                right += best(scores, i * classes, classes) == batch.labels()[i] ? 1 : 0;
            }
        }
        return (double) right / count;
    }

    private static int best(MemorySegment scores, int first, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            float score = scores.getAtIndex(ValueLayout.JAVA_FLOAT, first + c);
            best = score > scores.getAtIndex(ValueLayout.JAVA_FLOAT, first + best) ? c : best;
        }
        return best;
    }
}
