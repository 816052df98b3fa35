package io.rondo.peer.train;

import java.util.ArrayList;
import java.util.List;

/**
 * What gossip has come to, for all peers together.
 *
 * @param consensus scored on the whole test set
 * @param worstReplica accuracy of the replica that was worst before it took the consensus over
 * @param spread of the replica that was furthest from the consensus, relative to that
 * @param bytesPerStep that a peer handed to its neighbours for each of its steps, the mean
 * @param ringBytesPerStep that it would have sent in the ring
 * @param meanStaleness own steps since the longest silent other peer had handed on what it learned, the mean
 * @param worstStaleness the most
 * @param exchanges of all peers
 */
public record GossipOutcome(
        Evaluation consensus,
        double worstReplica,
        double spread,
        double bytesPerStep,
        double ringBytesPerStep,
        double meanStaleness,
        long worstStaleness,
        long exchanges) {
    /** One peer's part. */
    record Replica(
            Evaluation share,
            Evaluation own,
            double spread,
            double bytesPerStep,
            double meanStaleness,
            long worstStaleness,
            long exchanges) {
        static final int LONGS = 13;

        long[] toLongs() {
            long[] ofShare = share.toLongs();
            long[] ofOwn = own.toLongs();
            return new long[] {
                ofShare[0],
                ofShare[1],
                ofShare[2],
                ofShare[3],
                ofOwn[0],
                ofOwn[1],
                ofOwn[2],
                ofOwn[3],
                Double.doubleToRawLongBits(spread),
                Double.doubleToRawLongBits(bytesPerStep),
                Double.doubleToRawLongBits(meanStaleness),
                worstStaleness,
                exchanges
            };
        }

        static Replica of(long[] all, int rank) {
            int at = rank * LONGS;
            return new Replica(
                    evaluation(all, at),
                    evaluation(all, at + 4),
                    Double.longBitsToDouble(all[at + 8]),
                    Double.longBitsToDouble(all[at + 9]),
                    Double.longBitsToDouble(all[at + 10]),
                    all[at + 11],
                    all[at + 12]);
        }

        private static Evaluation evaluation(long[] all, int at) {
            return new Evaluation(all[at], Double.longBitsToDouble(all[at + 1]), all[at + 2], all[at + 3]);
        }
    }

    static GossipOutcome of(long[] gathered, long modelBytes) {
        int peers = gathered.length / Replica.LONGS;
        List<Replica> replicas = new ArrayList<>();
        Evaluation consensus = Evaluation.NONE;
        for (int rank = 0; rank < peers; rank++) {
            Replica replica = Replica.of(gathered, rank);
            replicas.add(replica);
            consensus = consensus.plus(replica.share());
        }
        return new GossipOutcome(
                consensus,
                replicas.stream()
                        .mapToDouble(each -> each.own().accuracy())
                        .min()
                        .orElseThrow(),
                replicas.stream().mapToDouble(Replica::spread).max().orElseThrow(),
                replicas.stream().mapToDouble(Replica::bytesPerStep).average().orElseThrow(),
                2.0 * (peers - 1) / peers * modelBytes,
                replicas.stream().mapToDouble(Replica::meanStaleness).average().orElseThrow(),
                replicas.stream().mapToLong(Replica::worstStaleness).max().orElseThrow(),
                replicas.stream().mapToLong(Replica::exchanges).sum());
    }
}
