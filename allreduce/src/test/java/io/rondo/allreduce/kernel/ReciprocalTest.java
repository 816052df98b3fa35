package io.rondo.allreduce.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReciprocalTest {
    private static final long[] EDGES = {
        Long.MIN_VALUE, Long.MIN_VALUE + 1, Integer.MIN_VALUE, -3, -2, -1, 0, 1, 2, 3, Integer.MAX_VALUE, Long.MAX_VALUE
    };

    @Test
    void shouldDivideAsTheProcessorDoes() {
        Random random = new Random(7);
        LongStream edges = LongStream.of(EDGES).filter(edge -> edge >= 2);
        LongStream powers = LongStream.range(1, 63).map(bit -> 1L << bit).flatMap(p -> LongStream.of(p, p + 1));
        LongStream any = LongStream.range(0, 5000).map(i -> Math.max(2, random.nextLong() >>> 1 + i % 62));
        LongStream.concat(LongStream.concat(edges, powers), any).forEach(divisor -> {
            long reciprocal = Reciprocal.of(divisor);
            LongStream near = LongStream.of(divisor, -divisor, Long.MAX_VALUE / divisor * divisor)
                    .flatMap(multiple -> LongStream.of(multiple - 1, multiple, multiple + 1));
            LongStream others = LongStream.range(0, 50).map(i -> random.nextLong() >> i);
            LongStream.concat(LongStream.concat(LongStream.of(EDGES), near), others)
                    .forEach(dividend -> assertThat(Reciprocal.quotient(dividend, divisor, reciprocal))
                            .as("%d / %d", dividend, divisor)
                            .isEqualTo(dividend / divisor));
        });
    }
}
