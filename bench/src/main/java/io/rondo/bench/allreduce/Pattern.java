package io.rondo.bench.allreduce;

import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A rank's data and what must come out: small integers that depend on rank and index without order, so that every sum is
 * exact in float32 and every order of addition gives the same bits. For averages they are multiples of the number of
 * ranks.
 *
 * <p>They repeat after {@link #PERIOD} elements, a prime: a segment or chunk put in a wrong place cannot match by
 * chance, while writing a buffer is a series of copies out of the first-level cache and checking it a series of compares,
 * both as fast as memory. A shift makes each operation's data differ from the one before.
 */
final class Pattern {
    static final int PERIOD = 4093;
    private static final int RANGE = 201;
    private static final int STALE = -12_345;

    private final long width;
    private final MemorySegment mine; // two periods each, so that a period can begin at any shift
    private final MemorySegment expected;
    private final MemorySegment stale;

    Pattern(ElementType type, Operator operator, int rank, int ranks, Arena arena) {
        width = type.bytes();
        mine = arena.allocate(2 * PERIOD * width, Long.BYTES);
        expected = arena.allocate(2 * PERIOD * width, Long.BYTES);
        stale = arena.allocate(2 * PERIOD * width, Long.BYTES);
        int factor = operator == Operator.AVERAGE ? ranks : 1;
        for (int i = 0; i < 2 * PERIOD; i++) {
            put(mine, type, i, factor * value(rank, i % PERIOD));
            put(expected, type, i, expected(operator, factor, ranks, i % PERIOD));
            put(stale, type, i, STALE);
        }
    }

    /** From -100 to 100. */
    static int value(int rank, int index) {
        int hash = (index * 0x9E3779B1) ^ (rank * 0x85EBCA6B + 0x27D4EB2F);
        hash = (hash ^ hash >>> 15) * 0x2C1B3C6D;
        hash = (hash ^ hash >>> 12) * 0x297A2D39;
        return Math.floorMod(hash ^ hash >>> 15, RANGE) - RANGE / 2;
    }

    private static int expected(Operator operator, int factor, int ranks, int index) {
        int result = factor * value(0, index);
        for (int rank = 1; rank < ranks; rank++) {
            int next = factor * value(rank, index);
            switch (operator) {
                case MIN -> result = Math.min(result, next);
                case MAX -> result = Math.max(result, next);
                default -> result += next;
            }
        }
        return operator == Operator.AVERAGE ? result / ranks : result;
    }

    private static void put(MemorySegment segment, ElementType type, int index, int value) {
        switch (type) {
            case FLOAT32 -> segment.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
            case FLOAT64 -> segment.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
            case INT32 -> segment.setAtIndex(ValueLayout.JAVA_INT, index, value);
            case INT64 -> segment.setAtIndex(ValueLayout.JAVA_LONG, index, value);
            default -> throw new IllegalArgumentException("no data of type " + type);
        }
    }

    /** Writes this rank's values. */
    void write(MemorySegment buffer, int shift) {
        repeat(mine, buffer, shift);
    }

    /** Writes what no result holds, over the result of the operation before. */
    void spoil(MemorySegment buffer) {
        repeat(stale, buffer, 0);
    }

    /** How many elements of a result are not as expected, bit for bit. */
    long countWrong(MemorySegment result, int shift) {
        return countDifferent(expected, result, shift);
    }

    /** How many elements of a source are not as written. */
    long countChanged(MemorySegment source, int shift) {
        return countDifferent(mine, source, shift);
    }

    private void repeat(MemorySegment pattern, MemorySegment buffer, int shift) {
        long period = PERIOD * width;
        long from = Math.floorMod(shift, PERIOD) * width;
        long length = buffer.byteSize();
        for (long at = 0; at < length; at += period) {
            MemorySegment.copy(pattern, from, buffer, at, Math.min(period, length - at));
        }
    }

    private long countDifferent(MemorySegment pattern, MemorySegment buffer, int shift) {
        long period = PERIOD * width;
        long from = Math.floorMod(shift, PERIOD) * width;
        long different = 0;
        for (long at = 0; at < buffer.byteSize(); at += period) {
            long length = Math.min(period, buffer.byteSize() - at);
            for (long done = 0; done < length; ) {
                long next = MemorySegment.mismatch(pattern, from + done, from + length, buffer, at + done, at + length);
                if (next < 0) {
                    break;
                }
                different++;
                done = (done + next) / width * width + width;
            }
        }
        return different;
    }
}
