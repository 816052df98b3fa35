package io.rondo.allreduce;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Finds the size up to which the latency path is the faster one here, by timing both: at each size the medians of all
 * ranks are added, so that all ranks come to one answer.
 */
final class SwitchOver {
    private static final int[] SIZES = {256, 512, 1024, 2048, 4096, 8192, 16 * 1024, PathSettings.MAX_LATENCY_BYTES};
    private static final int REPEATS = 201;
    private static final int ROUNDS = 3;

    private final FlatCollectives ring;
    private final MemorySegment memory;
    private final long[] timesNs = new long[REPEATS];

    private SwitchOver(FlatCollectives ring) throws IOException {
        this.ring = ring;
        memory = ring.window(PathSettings.MAX_LATENCY_BYTES).memory();
    }

    /** A collective: the largest size at which the latency path won, all smaller ones included; 0 when it never did. */
    static int measure(FlatCollectives ring) throws IOException {
        SwitchOver measurement = new SwitchOver(ring);
        ring.rehearse(measurement.memory);
        int answer = 0;
        for (int bytes : SIZES) {
            if (!measurement.isLatencyPathFaster(bytes)) {
                break;
            }
            answer = bytes;
        }
        return answer;
    }

    private boolean isLatencyPathFaster(int bytes) {
        long latencyNs = 0;
        long otherNs = 0;
        for (int round = 0; round < ROUNDS; round++) {
            latencyNs += medianNs(bytes, bytes);
            otherNs += medianNs(bytes, 0);
        }
        long difference = 0;
        for (long ofRank : ring.allGather(latencyNs - otherNs)) {
            difference += ofRank;
        }
        return difference < 0;
    }

    private long medianNs(int bytes, int latencyBytes) {
        MemorySegment buffer = memory.asSlice(0, bytes);
        ring.switchOverAt(latencyBytes);
        for (int i = 0; i < REPEATS; i++) {
            long startNs = System.nanoTime();
            ring.allReduce(buffer, buffer, Reduction.SUM);
            timesNs[i] = System.nanoTime() - startNs;
        }
        Arrays.sort(timesNs);
        return timesNs[REPEATS / 2];
    }
}
