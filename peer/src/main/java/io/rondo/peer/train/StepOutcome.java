package io.rondo.peer.train;

/**
 * A step as all peers saw it, and this peer's share of its time.
 *
 * @param samples of all peers together
 * @param loss mean over those samples
 * @param waitNs of the time from this peer's arrival at the exchange to its return: until the last peer had arrived
 * @param transferNs of the same time: the rest
 * @param overlapNs transfers before this peer's arrival, while it was computing
 */
public record StepOutcome(long samples, double loss, long waitNs, long transferNs, long overlapNs) {
    static StepOutcome of(long samples, double lossSum, long waitNs, long transferNs, long overlapNs) {
        return new StepOutcome(samples, samples == 0 ? 0 : lossSum / samples, waitNs, transferNs, overlapNs);
    }
}
