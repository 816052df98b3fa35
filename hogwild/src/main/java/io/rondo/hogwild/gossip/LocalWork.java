package io.rondo.hogwild.gossip;

/** What this peer's training has done so far. Written by one of its training threads at a time, read by any thread. */
public final class LocalWork {
    private volatile long steps; // written last
    private long samples;
    private double lossSum;
    private int epoch;
    private volatile boolean isDone;

    /**
     * One more step is in the parameters.
     *
     * @param epoch of the deal that its samples are from; another thread's may have been from a later one
     */
    public void onStep(long samples, double lossSum, int epoch) {
        this.samples += samples;
        this.lossSum += lossSum;
        this.epoch = Math.max(this.epoch, epoch);
        steps++; // one writer at a time
    }

    /** There will be no more. */
    public void onDone() {
        isDone = true;
    }

    /** Steps so far. Any thread. */
    public long steps() {
        return steps;
    }

    boolean isDone() {
        return isDone;
    }

    /** Steps first: the rest is at least as new. */
    PeerNews news(double spread) {
        boolean wasDone = isDone;
        return new PeerNews(steps, samples, lossSum, epoch, wasDone, spread);
    }
}
