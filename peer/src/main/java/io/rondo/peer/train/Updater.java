package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;

/** Turns a step's gradient into the next parameters: the same on every peer, bit for bit. Training thread only. */
public interface Updater {
    /**
     * One step of the optimizer.
     *
     * @param gradient as long as the parameters; not changed
     * @param divisor what the gradient is divided by first: the samples it is the sum over, or 1
     * @param step number of the step, from 0
     */
    void apply(MemorySegment gradient, long divisor, long step);

    /** What it remembers from step to step, float32; empty for sgd. */
    MemorySegment state();
}
