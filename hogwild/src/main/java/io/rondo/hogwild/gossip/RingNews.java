package io.rondo.hogwild.gossip;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all peers have done so far, seen from this one: of the others a little late, and never too much. Written by the gossip
 * thread; any thread reads the totals.
 */
public final class RingNews {
    private final LocalWork own;
    private final Map<Integer, PeerNews> byPeer = new HashMap<>(); // the other members
    private List<Integer> peers = List.of(); // in rank order
    private int rank;
    private PeerNews departed = PeerNews.NOTHING; // of those that are members no more
    private long[] seenAtStep = new long[0]; // by rank: this peer's step when the rank's offer was seen last
    private volatile PeerNews others = PeerNews.NOBODYS;
    private volatile boolean areOthersDone;
    private volatile long oldestSeen = Long.MAX_VALUE; // of seenAtStep, of those that still train

    /** @param own this peer's work, always as new as can be: no thread needs to tell of it */
    RingNews(LocalWork own) {
        this.own = own;
    }

    /** A view begins. Its members know each other's news as they say now, and that nothing is stale. */
    void open(List<Integer> newPeers, int newRank, List<PeerNews> news, PeerNews newDeparted) {
        peers = newPeers;
        rank = newRank;
        departed = newDeparted;
        byPeer.clear();
        for (int each = 0; each < peers.size(); each++) {
            if (each != rank) {
                byPeer.put(peers.get(each), news.get(each));
            }
        }
        seenAtStep = new long[peers.size()];
        Arrays.fill(seenAtStep, own.steps());
        sum();
    }

    /** Before anything else: what earlier processes of the run had done. */
    void goOnFrom(PeerNews before) {
        departed = before;
        sum();
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
    void onOffer(int fromRank) {
        seenAtStep[fromRank] = own.steps();
    }

    /** Once a duty cycle. */
    void sum() {
        PeerNews sum = PeerNews.NOBODYS.plus(departed.done());
        long oldest = Long.MAX_VALUE;
        for (int each = 0; each < peers.size(); each++) {
            if (each != rank) {
                PeerNews news = byPeer.get(peers.get(each));
                sum = sum.plus(news);
                oldest = news.isDone() ? oldest : Math.min(oldest, seenAtStep[each]);
            }
        }
        others = sum;
        areOthersDone = peers.size() > 1 && sum.isDone();
        oldestSeen = oldest;
    }

    /** All peers' work together, those included that are gone. Any thread. */
    public PeerNews all() {
        return others.plus(own.news(0));
    }

    /** There are other members, and they train no more. Any thread. */
    public boolean areOthersDone() {
        return areOthersDone;
    }

    /** This peer's steps since the longest silent of the others that still train has handed on what it learned. Any thread. */
    public long staleness() {
        return Math.max(0, own.steps() - oldestSeen);
    }
}
