package io.rondo.peer.model.host;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** Sums of a matrix's columns: a layer's bias gradients. Rows are added from the first to the last. */
final class ColumnSums {
    private ColumnSums() {}

    /**
     * Writes the sums of {@code matrix[rows][columns]} to {@code result[resultIndex ...]}.
     *
     * @param sums scratch of at least {@code columns} values
     */
    static void write(
            MemorySegment matrix, int rows, int columns, float[] sums, MemorySegment result, long resultIndex) {
        java.util.Arrays.fill(sums, 0, columns, 0f);
        for (int row = 0; row < rows; row++) {
            addRow(matrix, (long) row * columns, sums, columns);
        }
        MemorySegment.copy(sums, 0, result, ValueLayout.JAVA_FLOAT, resultIndex << 2, columns);
    }

    private static void addRow(MemorySegment matrix, long index, float[] sums, int columns) {
        int column = 0;
        for (; column <= columns - Values.LANES; column += Values.LANES) {
            FloatVector.fromArray(Values.SPECIES, sums, column)
                    .add(Values.vector(matrix, index + column))
                    .intoArray(sums, column);
        }
        for (; column < columns; column++) {
            sums[column] += Values.get(matrix, index + column);
        }
    }
}
