package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three buckets: [60, 100), [20, 60), [0, 20). */
class FinalBucketsTest {
    private final List<Integer> told = new ArrayList<>();
    private final FinalBuckets buckets = new FinalBuckets(BucketPlan.of(100, new int[] {0, 20, 60}, 4), told::add);

    @BeforeEach
    void begin() {
        buckets.begin();
    }

    @Test
    void shouldTellOfABucketWhenAllOfItIsFinal() {
        buckets.onFinal(70, 100);
        assertThat(told).isEmpty();
        buckets.onFinal(60, 70);
        assertThat(told).containsExactly(0);
        buckets.onFinal(10, 60);
        assertThat(told).containsExactly(0, 1);
        buckets.onFinal(0, 10);
        assertThat(told).containsExactly(0, 1, 2);
        buckets.requireAll();
    }

    @Test
    void shouldTellOfAllInOrderWhenEverythingIsFinalAtOnce() {
        buckets.onFinal(0, 100);
        buckets.begin();
        buckets.onFinal(0, 100);

        assertThat(told).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void shouldRefuseAModelThatTellsInAnotherOrder() {
        assertThatThrownBy(() -> buckets.onFinal(0, 20))
                .isInstanceOf(RondoException.class)
                .hasMessage(
                        "the model tells of final gradients 0 to 20, expected some that end at 100: see GradientListener");
    }

    @Test
    void shouldRefuseAModelThatTellsTwice() {
        buckets.onFinal(50, 100);

        assertThatThrownBy(() -> buckets.onFinal(50, 100)).isInstanceOf(RondoException.class);
    }

    @Test
    void shouldRefuseAModelThatForgetsSome() {
        buckets.onFinal(50, 100);

        assertThatThrownBy(buckets::requireAll)
                .isInstanceOf(RondoException.class)
                .hasMessageStartingWith("the model has told of no final gradients below 50, expected all down to 0");
    }
}
