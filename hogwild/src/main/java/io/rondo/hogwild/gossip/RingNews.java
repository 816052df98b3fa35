package io.rondo.hogwild.gossip;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all peers have done so far, seen from this one: a little late, and never too much. Written by the gossip thread; any
 * thread reads the totals.
 */
public final class RingNews {
    private final Map<Integer, PeerNews> byPeer = new HashMap<>(); // members, this one among them
    private List<Integer> peers = List.of(); // in rank order
    private int rank;
    private PeerNews departed = PeerNews.NOTHING; // of those that are members no more
    private long[] seenAtStep = new long[0]; // by rank: this peer's step when the rank's offer was seen last
    private volatile PeerNews all = PeerNews.NOTHING;
    private volatile long staleness;
    private volatile boolean areOthersDone;

    /** A view begins. Its members know each other's news as they say now, and that nothing is stale. */
    void open(List<Integer> peers, int rank, List<PeerNews> news, PeerNews departed, long ownSteps) {
        this.peers = peers;
        this.rank = rank;
        this.departed = departed;
        byPeer.clear();
        for (int each = 0; each < peers.size(); each++) {
            byPeer.put(peers.get(each), news.get(each));
        }
        seenAtStep = new long[peers.size()];
        Arrays.fill(seenAtStep, ownSteps);
        sum(ownSteps);
    }

    /** Before anything else: what earlier processes of the run had done. */
    void goOnFrom(PeerNews before) {
        departed = before;
    }

    /** What those that are no members any more had done, as far as this peer has heard. */
    PeerNews departed(List<Integer> newPeers) {
        PeerNews sum = departed;
        for (Map.Entry<Integer, PeerNews> each : byPeer.entrySet()) {
            if (!newPeers.contains(each.getKey())) {
                sum = sum.plus(each.getValue());
            }
        }
        return sum;
    }

    void onNews(int fromRank, PeerNews news) {
        byPeer.merge(peers.get(fromRank), news, PeerNews::newest);
    }

    /** The rank has handed on what it has learned. */
    void onOffer(int fromRank, long ownSteps) {
        seenAtStep[fromRank] = ownSteps;
    }

    /** Once a duty cycle. */
    void sum(long ownSteps) {
        boolean othersAreDone = peers.size() > 1;
        PeerNews sum =
                new PeerNews(departed.steps(), departed.samples(), departed.lossSum(), departed.epoch(), true, 0);
        long oldest = ownSteps;
        for (int each = 0; each < peers.size(); each++) {
            PeerNews news = byPeer.get(peers.get(each));
            sum = sum.plus(news);
            othersAreDone &= each == rank || news.isDone();
            if (each != rank && !news.isDone()) {
                oldest = Math.min(oldest, seenAtStep[each]);
            }
        }
        all = sum;
        staleness = ownSteps - oldest;
        areOthersDone = othersAreDone;
    }

    /** All peers' work together, those included that are gone. Any thread. */
    public PeerNews all() {
        return all;
    }

    /** All peers but this one train no more. Any thread. */
    public boolean areOthersDone() {
        return areOthersDone;
    }

    /** This peer's steps since the longest silent of the others that still train has handed on what it learned. Any thread. */
    public long staleness() {
        return staleness;
    }
}
