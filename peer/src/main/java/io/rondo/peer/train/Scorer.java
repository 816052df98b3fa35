package io.rondo.peer.train;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.data.Split;
import io.rondo.peer.model.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Scores a model on a slice of the test set. Training thread only. */
public final class Scorer {
    private static final int TOP = 5;

    private final Model model;
    private final DataSource data;
    private final Batch batch;
    private final MemorySegment scores;
    private final int[] samples;

    /** @param batch filled by this scorer; its capacity is the most that is scored at once */
    public Scorer(Model model, DataSource data, Batch batch, Arena arena) {
        this.model = model;
        this.data = data;
        this.batch = batch;
        this.scores = arena.allocate((long) batch.capacity() * data.shape().classes() * Float.BYTES, 64);
        this.samples = new int[batch.capacity()];
    }

    /** Scores the {@code part}-th of {@code parts} equal slices of the test set. */
    public Evaluation score(int part, int parts) {
        int count = data.count(Split.TEST);
        int begin = (int) ((long) part * count / parts);
        int end = (int) ((part + 1L) * count / parts);
        Evaluation sum = Evaluation.NONE;
        for (int at = begin; at < end; at += batch.capacity()) {
            sum = sum.plus(scoreFrom(at, Math.min(batch.capacity(), end - at)));
        }
        return sum;
    }

    private Evaluation scoreFrom(int first, int count) {
        for (int i = 0; i < count; i++) {
            samples[i] = first + i;
        }
        data.read(Split.TEST, samples, 0, count, batch);
        model.computeScores(batch, scores);
        double lossSum = 0;
        int top1 = 0;
        int top5 = 0;
        for (int i = 0; i < count; i++) {
            int label = batch.labels()[i];
            int above = above(i, label);
            lossSum += loss(i, label);
            top1 += above == 0 ? 1 : 0;
            top5 += above < TOP ? 1 : 0;
        }
        return new Evaluation(count, lossSum, top1, top5);
    }

    /** How many classes beat the label's: a higher score, or the same one and a lower number; NaN beats everything. */
    private int above(int row, int label) {
        float own = scoreOf(row, label);
        int above = 0;
        for (int c = 0; c < data.shape().classes(); c++) {
            float score = scoreOf(row, c);
            boolean beats = !(score <= own) || (score == own && c < label);
            above += c != label && beats ? 1 : 0;
        }
        return above;
    }

    /** Cross-entropy of the softmax, in double: -log(exp(own) / sum(exp)). */
    private double loss(int row, int label) {
        int classes = data.shape().classes();
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, scoreOf(row, c));
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += StrictMath.exp(scoreOf(row, c) - max);
        }
        return StrictMath.log(sum) + max - scoreOf(row, label);
    }

    private float scoreOf(int row, int c) {
        return scores.getAtIndex(
                ValueLayout.JAVA_FLOAT, (long) row * data.shape().classes() + c);
    }
}
