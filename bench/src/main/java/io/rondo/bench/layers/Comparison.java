package io.rondo.bench.layers;

import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.Backend;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * One model on both backends, a slice of steps of each in turns.
 *
 * @param hostMs median over the rounds of a slice's median step, forward and backward
 * @param opsMs the same of the chain of ND4J operations
 * @param ratio median over the rounds of host / ops in that round: what to compare, since both saw the same machine
 */
public record Comparison(String model, int batch, int rounds, double hostMs, double opsMs, double ratio) {
    private static final long SLICE_NS = 60_000_000;
    private static final long WARM_UP_NS = 3_000_000_000L;
    private static final int MOST_STEPS = 2000;

    static Comparison run(
            String model, SampleShape shape, int batch, int rounds, StepClock clock, IntConsumer onRound) {
        try (Contestant host = new Contestant(model, shape, batch, Backend.HOST, clock);
                Contestant ops = new Contestant(model, shape, batch, Backend.OPS, clock)) {
            long[] hostNs = new long[warmUp(host)];
            long[] opsNs = new long[warmUp(ops)];
            double[] hostMs = new double[rounds];
            double[] opsMs = new double[rounds];
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                host.step(hostNs);
                ops.step(opsNs);
                hostMs[round] = medianMs(hostNs);
                opsMs[round] = medianMs(opsNs);
                ratios[round] = hostMs[round] / opsMs[round];
                onRound.accept(round + 1);
            }
            return new Comparison(model, batch, rounds, median(hostMs), median(opsMs), median(ratios));
        }
    }

    /**
     * Steps until the compiler has seen enough, by the thread's own time, since elapsed time says nothing on a busy
     * machine; returns how many steps fill a slice.
     */
    private static int warmUp(Contestant contestant) {
        long beginNs = StepClock.CPU.nowNs();
        long[] once = new long[1];
        do {
            contestant.step(once);
        } while (StepClock.CPU.nowNs() - beginNs < WARM_UP_NS);
        long[] few = new long[5];
        contestant.step(few);
        return (int) Math.max(1, Math.min(MOST_STEPS, SLICE_NS / (medianMs(few) * 1e6)));
    }

    private static double medianMs(long[] timesNs) {
        return median(Arrays.stream(timesNs).mapToDouble(ns -> ns / 1e6).toArray());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
