package io.rondo.peer.central;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final int LENET = 431_080;

    @Test
    void shouldGiveEveryElementToOneServer() {
        Placement placement = new Placement(LENET, List.of(4, 5, 6), 100);
        BitSet given = new BitSet();

        for (int server : placement.servers()) {
            for (Range range : placement.ranges(server)) {
                assertThat(given.get(range.begin(), range.end()).cardinality()).isZero();
                given.set(range.begin(), range.end());
            }
        }

        assertThat(given.cardinality()).isEqualTo(LENET);
        assertThat(placement.servers().stream().mapToInt(placement::elementsOf).sum())
                .isEqualTo(LENET);
    }

    @Test
    void shouldLeaveTheBlocksOfOthersWhereTheyAreWhenAServerGoes() {
        Placement before = new Placement(LENET, List.of(4, 5, 6), 100);
        Placement after = new Placement(LENET, List.of(4, 5), 100);

        for (int server : after.servers()) {
            BitSet then = elements(before.ranges(server));
            then.andNot(elements(after.ranges(server)));
            assertThat(then.cardinality()).as("lost by server %d", server).isZero();
        }
    }

    private static BitSet elements(List<Range> ranges) {
        BitSet elements = new BitSet();
        ranges.forEach(range -> elements.set(range.begin(), range.end()));
        return elements;
    }

    @Test
    void shouldServeAModelOfOneBlockFromOneServer() {
        Placement placement = new Placement(10, List.of(1, 2), 100);

        assertThat(List.of(placement.elementsOf(1), placement.elementsOf(2))).containsExactlyInAnyOrder(0, 10);
    }

    @Test
    void shouldReadAndWriteAShareInPieces() {
        List<Range> ranges = List.of(new Range(2, 5), new Range(7, 8));
        Share share = Share.ofSlots(ranges, 10, 2);
        MemorySegment vector = numbers(20);
        MemorySegment target = MemorySegment.ofArray(new float[20]);
        MemorySegment pieces = MemorySegment.ofArray(new float[8]);

        for (long at = 0; at < share.lengthBytes(); at += 6) { // neither elements nor ranges are whole
            share.read(vector, at, pieces, at, Math.min(6, share.lengthBytes() - at));
        }
        for (long at = 0; at < share.lengthBytes(); at += 10) {
            share.write(target, at, pieces, at, Math.min(10, share.lengthBytes() - at));
        }

        assertThat(pieces.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(2, 3, 4, 7, 12, 13, 14, 17);
        assertThat(target.toArray(ValueLayout.JAVA_FLOAT))
                .containsExactly(0, 0, 2, 3, 4, 0, 0, 7, 0, 0, 0, 0, 12, 13, 14, 0, 0, 17, 0, 0);
    }

    private static MemorySegment numbers(int count) {
        MemorySegment numbers = Arena.ofAuto().allocate((long) count * Float.BYTES, Float.BYTES);
        IntStream.range(0, count).forEach(i -> numbers.setAtIndex(ValueLayout.JAVA_FLOAT, i, i));
        return numbers;
    }
}
