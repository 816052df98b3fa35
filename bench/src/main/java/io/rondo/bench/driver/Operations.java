package io.rondo.bench.driver;

import io.rondo.bench.process.Line;
import java.util.ArrayList;
import java.util.List;

/** When the operations of one peer ended, and how long they took; the exchange thread's diary. */
final class Operations {
    private static final int CAPACITY = 1 << 16;

    /**
     * @param endNs when the all-reduce returned
     * @param durationNs from its call
     * @param transferNs from the arrival of the last rank
     */
    record Operation(long endNs, long durationNs, long transferNs) {
        boolean overlaps(long fromNs, long untilNs) {
            return endNs - fromNs > 0 && endNs - durationNs - untilNs < 0;
        }
    }

    private final long[] values = new long[3 * CAPACITY];
    private int size;

    void add(long endNs, long durationNs, long transferNs) {
        if (size < CAPACITY) {
            values[3 * size] = endNs;
            values[3 * size + 1] = durationNs;
            values[3 * size + 2] = transferNs;
            size++;
        }
    }

    /** All of them as one line, and starts anew. */
    Line drain(int id) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3 * size; i++) {
            text.append(values[i]).append(i % 3 == 2 ? ',' : ':');
        }
        size = 0;
        return Line.of("operations", "id", id, "values", text);
    }

    static List<Operation> from(Line line) {
        List<Operation> operations = new ArrayList<>();
        for (String text : line.text("values").split(",")) {
            if (!text.isEmpty()) {
                String[] parts = text.split(":");
                operations.add(
                        new Operation(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2])));
            }
        }
        return operations;
    }
}
