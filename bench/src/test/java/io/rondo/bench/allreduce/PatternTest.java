package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatternTest {
    private static final int RANKS = 3;
    private static final int ELEMENTS = 3 * Pattern.PERIOD + 101;
    private static final int SHIFT = 4000;

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        arena.close();
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void shouldExpectWhatAnotherWayOfReducingGives(Operator operator) {
        MemorySegment result = buffer(ElementType.FLOAT32);
        for (int rank = 0; rank < RANKS; rank++) {
            MemorySegment source = buffer(ElementType.FLOAT32);
            pattern(ElementType.FLOAT32, operator, rank).write(source, SHIFT);
            for (int i = 0; i < ELEMENTS; i++) {
                float next = source.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                float sofar = rank == 0 ? next : result.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                float both = switch (operator) {
                    case MIN -> Math.min(sofar, next);
                    case MAX -> Math.max(sofar, next);
                    default -> rank == 0 ? next : sofar + next;
                };
                result.setAtIndex(
                        ValueLayout.JAVA_FLOAT,
                        i,
                        operator == Operator.AVERAGE && rank == RANKS - 1 ? both / RANKS : both);
            }
        }
        assertThat(pattern(ElementType.FLOAT32, operator, 1).countWrong(result, SHIFT))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void shouldCountEveryWrongElement(ElementType type) {
        Pattern alone = new Pattern(type, Operator.SUM, 0, 1, arena); // one rank: the sum is its source
        MemorySegment result = buffer(type);
        alone.write(result, SHIFT);
        assertThat(alone.countWrong(result, SHIFT)).isZero();
        assertThat(alone.countChanged(result, SHIFT)).isZero();

        for (int index : new int[] {0, 1, Pattern.PERIOD - 1, Pattern.PERIOD, ELEMENTS - 1}) {
            byte old = result.get(ValueLayout.JAVA_BYTE, (long) index * type.bytes());
            result.set(ValueLayout.JAVA_BYTE, (long) index * type.bytes(), (byte) (old ^ 1));
        }
        assertThat(alone.countWrong(result, SHIFT)).isEqualTo(5);

        alone.spoil(result);
        assertThat(alone.countWrong(result, SHIFT)).isEqualTo(ELEMENTS);
    }

    @Test
    void shouldSeeThatASegmentLiesInAWrongPlace() {
        Pattern alone = new Pattern(ElementType.FLOAT32, Operator.SUM, 0, 1, arena);
        MemorySegment result = buffer(ElementType.FLOAT32);
        alone.write(result, SHIFT);
        MemorySegment.copy(result, 0, result, 8192, 8192);
        assertThat(alone.countWrong(result, SHIFT)).isGreaterThan(2000);
    }

    private Pattern pattern(ElementType type, Operator operator, int rank) {
        return new Pattern(type, operator, rank, RANKS, arena);
    }

    private MemorySegment buffer(ElementType type) {
        return arena.allocate((long) ELEMENTS * type.bytes(), 8);
    }
}
