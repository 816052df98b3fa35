package io.rondo.peer.train;

/**
 * One line of a run's history.
 *
 * @param epoch counted from 1
 * @param step steps done so far
 * @param loss mean training loss over the epoch's samples
 * @param testLoss mean loss on the test set
 * @param accuracy share of the test set with the right class, 0 to 1
 * @param seconds of training and evaluation so far, in this and earlier processes of the run
 */
public record EpochSummary(int epoch, long step, double loss, double testLoss, double accuracy, double seconds) {}
