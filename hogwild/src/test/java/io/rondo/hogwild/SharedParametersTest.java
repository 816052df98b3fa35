package io.rondo.hogwild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedParametersTest {
    @Test
    void shouldShowAWriteToASpinningReader() throws InterruptedException {
        SharedParameters parameters = SharedParameters.zeros(1);
        AtomicBoolean seen = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            while (parameters.get(0) == 0) { // a plain read would be hoisted out of the loop
                Thread.onSpinWait();
            }
            seen.set(true);
        });
        reader.start();

        parameters.set(0, 1);
        reader.join();

        assertThat(seen).isTrue();
    }

    @Test
    void shouldLoseNoUpdateOfThreadsThatTouchDifferentComponents() {
        SharedParameters parameters = SharedParameters.zeros(2);
        List<GradientSource> sources =
                List.of((p, step) -> p.add(0, (float) step), (p, step) -> p.add(1, (float) step));

        new HogwildThreads(parameters, sources).run(100_000, 1);

        assertThat(parameters.get(0)).isEqualTo(100_000);
        assertThat(parameters.get(1)).isEqualTo(100_000);
    }

    @Test
    void shouldNeverShowAValueThatNobodyWrote() {
        SharedParameters parameters = SharedParameters.zeros(1);
        GradientSource writesOnes = (p, step) -> p.set(0, 1.0f);
        GradientSource writesMany = (p, step) -> {
            float before = p.get(0);
            if (before != 0 && before != 1.0f && before != -1e30f) {
                throw new IllegalStateException("read " + before);
            }
            p.set(0, -1e30f);
        };

        new HogwildThreads(parameters, List.of(writesOnes, writesMany)).run(200_000, 1);
    }

    @Test
    void shouldNameTheThreadWhoseSourceFailed() {
        GradientSource broken = (p, step) -> p.get(7);

        assertThatThrownBy(() -> new HogwildThreads(SharedParameters.zeros(7), List.of(broken)).run(1, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hogwild-0 failed");
    }
}
