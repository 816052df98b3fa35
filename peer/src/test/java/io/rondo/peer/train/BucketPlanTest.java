package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketPlanTest {
    private static final int LENET = 431_080;
    private static final int[] LENET_LAYERS = {0, 520, 25_570, 426_070};

    @ParameterizedTest
    @CsvSource({
        "0, 0-431080", // all at once
        "1, 426070-431080 25570-426070 520-25570 0-520", // each layer by itself
        "20040, 426070-431080 25570-426070 520-25570 0-520", // as long as the last layer to the byte
        "20041, 25570-431080 520-25570 0-520",
        "524288, 25570-431080 0-25570", // the last one is what is left
        "1700000, 520-431080 0-520",
        "26214400, 0-431080", // PyTorch's default
        "9223372036854775807, 0-431080"
    })
    void shouldCutBetweenLayersFromTheEndOn(long leastBytes, String expected) {
        assertThat(ranges(BucketPlan.of(LENET, LENET_LAYERS, leastBytes))).isEqualTo(expected);
    }

    @Test
    void shouldHaveOneBucketForAModelWithoutLayers() {
        assertThat(ranges(BucketPlan.of(7850, new int[] {0}, 1))).isEqualTo("0-7850");
        assertThat(ranges(BucketPlan.of(0, new int[] {0}, 1))).isEqualTo("0-0");
    }

    @Test
    void shouldSliceAVectorWithoutGapOrOverlap() {
        float[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

        MemorySegment[] slices = BucketPlan.of(10, new int[] {0, 3, 4}, 4).slices(MemorySegment.ofArray(values));

        assertThat(slices[0].toArray(ValueLayout.JAVA_FLOAT)).containsExactly(4, 5, 6, 7, 8, 9);
        assertThat(slices[1].toArray(ValueLayout.JAVA_FLOAT)).containsExactly(3);
        assertThat(slices[2].toArray(ValueLayout.JAVA_FLOAT)).containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @CsvSource({"1 5", "0 5 5", "0 5 4", "0 10", "''"})
    void shouldRefuseOffsetsThatDoNotRise(String offsets) {
        int[] values = List.of(offsets.split(" ")).stream()
                .filter(text -> !text.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();

        assertThatThrownBy(() -> BucketPlan.of(10, values, 0))
                .isInstanceOf(RondoException.class)
                .hasMessageStartingWith("the model's layerOffsets() must rise from 0 to below its 10 parameters");
    }

    private static String ranges(BucketPlan plan) {
        List<String> ranges = new ArrayList<>();
        for (int bucket = 0; bucket < plan.count(); bucket++) {
            ranges.add(plan.begin(bucket) + "-" + plan.end(bucket));
        }
        return String.join(" ", ranges);
    }
}
