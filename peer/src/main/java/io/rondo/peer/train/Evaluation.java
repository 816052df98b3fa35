package io.rondo.peer.train;

/**
 * How a model does on the test set.
 *
 * @param samples how many were scored
 * @param lossSum sum of their losses (cross-entropy of the softmax of the scores)
 * @param top1 how many had their class scored highest
 * @param top5 how many had their class among the five highest (all, with five classes or fewer)
 */
public record Evaluation(long samples, double lossSum, long top1, long top5) {
    static final int LONGS = 4;
    static final Evaluation NONE = new Evaluation(0, 0, 0, 0);

    public double loss() {
        return lossSum / samples;
    }

    /** Share of samples with the right class first, 0 to 1. */
    public double accuracy() {
        return (double) top1 / samples;
    }

    public double top5Accuracy() {
        return (double) top5 / samples;
    }

    Evaluation plus(Evaluation other) {
        return new Evaluation(samples + other.samples, lossSum + other.lossSum, top1 + other.top1, top5 + other.top5);
    }

    /** As values that peers gather. */
    long[] toLongs() {
        return new long[] {samples, Double.doubleToRawLongBits(lossSum), top1, top5};
    }

    /** The sum over all peers, in rank order, so that everyone gets the same bits. */
    static Evaluation sumOf(long[] gathered) {
        Evaluation sum = NONE;
        for (int i = 0; i < gathered.length; i += LONGS) {
            double lossSum = Double.longBitsToDouble(gathered[i + 1]);
            sum = sum.plus(new Evaluation(gathered[i], lossSum, gathered[i + 2], gathered[i + 3]));
        }
        return sum;
    }
}
