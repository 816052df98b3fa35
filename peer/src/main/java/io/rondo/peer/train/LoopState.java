package io.rondo.peer.train;

import io.rondo.peer.data.deal.DataCursor;

/**
 * Where a training loop stands between two steps: with parameters and updater state all that it takes to go on.
 *
 * @param step steps done
 * @param cursor the next step's first sample
 * @param epochLossSum sum of the losses of the unfinished epoch's samples so far
 * @param epochSamples their number
 * @param seconds of training and evaluation so far
 */
public record LoopState(long step, DataCursor cursor, double epochLossSum, long epochSamples, double seconds) {
    public static final LoopState START = new LoopState(0, DataCursor.start(), 0, 0, 0);
}
