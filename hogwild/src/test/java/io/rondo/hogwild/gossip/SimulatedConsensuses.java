package io.rondo.hogwild.gossip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.function.LongFunction;

/**
 * Members that call each other to consensuses, by a seed. Calls come late and again, in order; a send may find no room and is
 * tried again. Who begins a round hears nothing until all have begun it; each then ends it in its own time. Now and then a
 * view comes: with everybody, without a member, or with a new one at the end. All of them hear of it at once, some in the
 * midst of a round and some after it.
 */
final class SimulatedConsensuses {
    private static final int EVENTS = 400;
    private static final int EVENTS_TO_THE_END = 4_000;
    private static final long PATIENCE_NS = Long.MAX_VALUE / 2; // nothing is lost here, so nobody is ever overdue

    private static final class Peer {
        final ConsensusRounds rounds;
        final List<Queue<ConsensusCall>> inboxes = new ArrayList<>(); // by rank
        int began; // the round it is in, 0: none
        int taken; // the newest that it has taken itself

        Peer(ConsensusRounds rounds) {
            this.rounds = rounds;
        }
    }

    private final Random random;
    private final long seed;
    private final LongFunction<ConsensusRounds> newRounds;
    private List<Peer> peers = new ArrayList<>();
    private Peer wishing; // the leader that wants one
    private int wishes; // that came true
    private long nowNs;

    SimulatedConsensuses(long seed, LongFunction<ConsensusRounds> newRounds) {
        this.seed = seed;
        this.random = new Random(seed);
        this.newRounds = newRounds;
        int size = 1 + random.nextInt(5);
        for (int i = 0; i < size; i++) {
            peers.add(new Peer(newRounds.apply(PATIENCE_NS)));
        }
        openView();
    }

    void run() {
        for (int i = 0; i < EVENTS; i++) {
            nowNs++;
            if (random.nextInt(60) == 0) {
                changeView();
            } else {
                act(peers.get(random.nextInt(peers.size())), true);
            }
        }
        settle();
        lead().want(true, nowNs);
        settle();
        for (Peer peer : peers) {
            check(peer.rounds.isOver(), "the last round is over for all");
        }
    }

    private ConsensusRounds lead() {
        return peers.get(0).rounds;
    }

    /** No more wishes and views: what is pending must be taken. */
    private void settle() {
        for (int i = 0; i < EVENTS_TO_THE_END && !isSettled(); i++) {
            nowNs++;
            act(peers.get(i % peers.size()), false);
        }
        check(isSettled(), "a round stands still");
        check(wishing == null, "what was wanted was never taken");
        for (Peer peer : peers) {
            check(peer.rounds.taken() == lead().taken(), "all have taken as many");
        }
    }

    private boolean isSettled() {
        return peers.stream().allMatch(peer -> peer.began == 0 && !peer.rounds.isPending());
    }

    private void act(Peer peer, boolean mayWant) {
        if (peer.began > 0) {
            end(peer);
            return;
        }
        hear(peer);
        boolean leads = peer == peers.get(0);
        if (leads && mayWant && !peer.rounds.isPending() && random.nextInt(4) == 0) {
            peer.rounds.want(false, nowNs);
            wishing = peer;
        }
        tell(peer);
        if (peer.rounds.isDue()) {
            begin(peer);
        }
    }

    private void hear(Peer peer) {
        for (int from = 0; from < peers.size(); from++) {
            Queue<ConsensusCall> inbox = peer.inboxes.get(from);
            while (!inbox.isEmpty() && random.nextInt(3) > 0) {
                boolean comesAgain = random.nextInt(4) == 0;
                peer.rounds.onCall(from, comesAgain ? inbox.peek() : inbox.remove(), nowNs);
            }
        }
    }

    private void tell(Peer peer) {
        boolean hasRoom = random.nextInt(4) > 0;
        boolean isDue = peer.rounds.isUntold() || random.nextInt(5) == 0;
        if (hasRoom && isDue) {
            int rank = peers.indexOf(peer);
            for (Peer other : peers) {
                if (other != peer) {
                    other.inboxes.get(rank).add(peer.rounds.call());
                }
            }
            peer.rounds.onTold(peer.rounds.call());
        }
    }

    private void begin(Peer peer) {
        int round = peer.rounds.call().round();
        for (Peer other : peers) {
            boolean isAboutTo = other.rounds.call().round() == round && !other.rounds.isUntold();
            check(isAboutTo, "somebody began round " + round + " before all had called");
            check(other.began == 0 || other.began == round, "all are in the same round");
        }
        peer.began = round;
    }

    /** When all have begun it, or ended it already. */
    private void end(Peer peer) {
        boolean haveAll = peers.stream().allMatch(each -> each.began == peer.began || each.taken >= peer.began);
        if (haveAll) {
            peer.taken = peer.began;
            peer.began = 0;
            peer.rounds.onTaken();
            if (wishing == peer) {
                wishing = null;
                wishes++;
            }
        }
    }

    private void changeView() {
        List<Peer> next = new ArrayList<>(peers);
        switch (random.nextInt(3)) {
            case 0 -> {
                if (next.size() > 1) {
                    next.remove(random.nextInt(next.size()));
                }
            }
            case 1 -> {
                if (next.size() < 6) {
                    next.add(new Peer(newRounds.apply(PATIENCE_NS)));
                }
            }
            default -> {} // renewed
        }
        peers = next;
        if (wishing != null && wishing != peers.get(0)) {
            wishing = null; // it does not lead, or is gone
        }
        openView();
    }

    private void openView() {
        int newest = peers.stream().mapToInt(peer -> peer.rounds.taken()).max().orElseThrow();
        for (int rank = 0; rank < peers.size(); rank++) {
            Peer peer = peers.get(rank);
            peer.began = 0;
            peer.taken = newest;
            peer.inboxes.clear();
            for (int from = 0; from < peers.size(); from++) {
                peer.inboxes.add(new ArrayDeque<>());
            }
            peer.rounds.open(rank, peers.size(), newest, nowNs);
        }
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            StringBuilder text = new StringBuilder(what + ", seed " + seed + ", wishes " + wishes);
            for (Peer peer : peers) {
                text.append("\n  in ").append(peer.began).append(' ').append(peer.rounds);
            }
            throw new AssertionError(text.toString());
        }
    }
}
