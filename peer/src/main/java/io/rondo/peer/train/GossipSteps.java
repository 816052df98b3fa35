package io.rondo.peer.train;

import io.rondo.hogwild.gossip.PeerNews;
import io.rondo.peer.config.RondoConfig;

/**
 * Counts the work of peers that each go at their own pace as if they went in step: a step is as many samples as a step of
 * the whole ring has, an epoch as many as the training set has, whoever consumed them.
 *
 * @param perStep samples
 * @param perEpoch samples
 * @param total steps of the run
 */
public record GossipSteps(long perStep, long perEpoch, long total) {
    public static GossipSteps of(RondoConfig config, Trainee trainee) {
        long perStep = (long) config.peers().size() * config.training().batch();
        return new GossipSteps(perStep, trainee.trainSamples(), TrainingLoop.totalSteps(config, trainee));
    }

    /** So many steps are done, or would be if the last one of each epoch were as large as the others. */
    public long done(PeerNews all) {
        return Math.min(total, all.samples() / perStep);
    }

    /** So many epochs are over. */
    public int epoch(PeerNews all) {
        return (int) (all.samples() / perEpoch);
    }

    boolean isOver(PeerNews all, int epochs) {
        return done(all) >= total || epoch(all) >= epochs;
    }
}
