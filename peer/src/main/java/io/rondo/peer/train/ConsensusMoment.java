package io.rondo.peer.train;

/**
 * What a consensus in the middle of a run is for.
 *
 * @param step steps of all peers together: so many times the samples of a step of the whole ring
 * @param isSaved it becomes a checkpoint
 * @param endedEpoch the epoch that has just been consumed, from 1, or 0
 * @param loss mean training loss over that epoch's samples
 * @param furthestEpoch of any peer's own deal, from 0
 * @param seconds of the run so far
 */
public record ConsensusMoment(
        long step, boolean isSaved, int endedEpoch, double loss, int furthestEpoch, double seconds) {}
