package io.rondo.peer.serve;

/**
 * Which step of the learning rate's schedule a server's update is. Rounds count themselves. Where every push is an update
 * of its own, all workers together are at the step that a ring of them would have come to with as many samples; in the
 * beginning updates count themselves there too, by which optimizers correct their first means.
 *
 * @param samplesPerStep of all workers together
 */
public record UpdateSchedule(long samplesPerStep) {
    private static final long CORRECTED_UPDATES = 100;

    long stepOf(long updates, long samples, boolean isRound) {
        return isRound ? updates : Math.max(samples / samplesPerStep, Math.min(updates, CORRECTED_UPDATES));
    }
}
