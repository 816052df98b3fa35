package io.rondo.hogwild.gossip;

/**
 * What a peer has done so far, as it said last.
 *
 * @param lossSum over all its samples
 * @param epoch of its own deal, from 0: the furthest that it has taken samples from
 * @param isDone it trains no more
 * @param spread distance of its model from the last consensus, relative to that
 */
public record PeerNews(long steps, long samples, double lossSum, int epoch, boolean isDone, double spread) {
    static final PeerNews NOTHING = new PeerNews(0, 0, 0, 0, false, 0);
    /** Adds nothing to a sum. */
    static final PeerNews NOBODYS = NOTHING.done();

    /** What an earlier process of the run had done. */
    public static PeerNews before(long steps, long samples, int epoch) {
        return new PeerNews(steps, samples, 0, epoch, true, 0);
    }

    PeerNews done() {
        return new PeerNews(steps, samples, lossSum, epoch, true, spread);
    }

    PeerNews plus(PeerNews other) {
        return new PeerNews(
                steps + other.steps,
                samples + other.samples,
                lossSum + other.lossSum,
                Math.max(epoch, other.epoch),
                isDone && other.isDone,
                Math.max(spread, other.spread));
    }

    /** An earlier message may come late, by another rail. */
    PeerNews newest(PeerNews other) {
        return other.steps > steps || (other.steps == steps && (other.isDone || !isDone)) ? other : this;
    }
}
