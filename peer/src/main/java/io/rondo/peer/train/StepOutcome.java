package io.rondo.peer.train;

/**
 * A step as all peers saw it, and this peer's share of its time.
 *
 * @param samples of all peers together
 * @param loss mean over those samples
 * @param waitNs from this peer's arrival at the exchange to the last peer's
 * @param transferNs from the last peer's arrival to this peer's return
 */
public record StepOutcome(long samples, double loss, long waitNs, long transferNs) {
    static StepOutcome of(long samples, double lossSum, long waitNs, long transferNs) {
        return new StepOutcome(samples, samples == 0 ? 0 : lossSum / samples, waitNs, transferNs);
    }
}
