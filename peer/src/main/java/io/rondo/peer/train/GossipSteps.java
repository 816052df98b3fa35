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
        long perStep = (long) config.workers().size() * config.training().batch();
        return new GossipSteps(perStep, trainee.trainSamples(), TrainingLoop.totalSteps(config, trainee));
    }

    /** So many steps are done, or would be if the last one of each epoch were as large as the others. */
    public long done(PeerNews all) {
        return done(all.samples());
    }

    /** The same, of so many samples that all peers together have consumed. */
    public long done(long samples) {
        return Math.min(total, samples / perStep);
    }

    /** So many epochs are over. */
    public int epoch(PeerNews all) {
        return epoch(all.samples());
    }

    /** The same, of so many samples. */
    public int epoch(long samples) {
        return (int) (samples / perEpoch);
    }

    boolean isOver(PeerNews all, int epochs) {
        return isOver(all.samples(), epochs);
    }

    boolean isOver(long samples, int epochs) {
        return done(samples) >= total || epoch(samples) >= epochs;
    }
}
