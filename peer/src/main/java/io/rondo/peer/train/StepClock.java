package io.rondo.peer.train;

/**
 * Where the time of the steps went: computing, waiting for others, transferring, and the rest (reading samples, the
 * updater, bookkeeping). Evaluations and checkpoints do not count. Transfers that took place while this peer was computing
 * count as computing, and beside that as overlap.
 */
public final class StepClock {
    private long steps;
    private long samples;
    private long stepNs;
    private long computeNs;
    private long waitNs;
    private long transferNs;
    private long overlapNs;

    void add(long samples, long stepNs, long computeNs, StepOutcome outcome) {
        this.steps++;
        this.samples += samples;
        this.stepNs += stepNs;
        this.computeNs += computeNs;
        this.waitNs += outcome.waitNs();
        this.transferNs += outcome.transferNs();
        this.overlapNs += outcome.overlapNs();
    }

    public long steps() {
        return steps;
    }

    /** Samples of all peers together. */
    public long samples() {
        return samples;
    }

    public double seconds() {
        return stepNs / 1e9;
    }

    public double computeShare() {
        return share(computeNs);
    }

    public double waitShare() {
        return share(waitNs);
    }

    public double transferShare() {
        return share(transferNs);
    }

    /** Transfers behind the computing: no time of their own, and not among the shares that add up to 1. */
    public double overlapShare() {
        return share(overlapNs);
    }

    /** What is left: compute, wait, transfer and other add up to 1. */
    public double otherShare() {
        return steps == 0 ? 1 : 1 - computeShare() - waitShare() - transferShare();
    }

    private double share(long ns) {
        return stepNs == 0 ? 0 : (double) ns / stepNs;
    }

    /** What has been added since {@code earlier} was copied from this clock. */
    public StepClock since(StepClock earlier) {
        StepClock difference = copy();
        difference.steps -= earlier.steps;
        difference.samples -= earlier.samples;
        difference.stepNs -= earlier.stepNs;
        difference.computeNs -= earlier.computeNs;
        difference.waitNs -= earlier.waitNs;
        difference.transferNs -= earlier.transferNs;
        difference.overlapNs -= earlier.overlapNs;
        return difference;
    }

    public StepClock copy() {
        StepClock copy = new StepClock();
        copy.steps = steps;
        copy.samples = samples;
        copy.stepNs = stepNs;
        copy.computeNs = computeNs;
        copy.waitNs = waitNs;
        copy.transferNs = transferNs;
        copy.overlapNs = overlapNs;
        return copy;
    }

    /** Mean milliseconds a step; so its parts. */
    public double stepMs() {
        return perStepMs(stepNs);
    }

    public double computeMs() {
        return perStepMs(computeNs);
    }

    public double waitMs() {
        return perStepMs(waitNs);
    }

    public double transferMs() {
        return perStepMs(transferNs);
    }

    private double perStepMs(long ns) {
        return steps == 0 ? 0 : ns / 1e6 / steps;
    }
}
