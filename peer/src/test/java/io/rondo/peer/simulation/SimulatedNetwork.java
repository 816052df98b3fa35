package io.rondo.peer.simulation;

import io.rondo.peer.simulation.Happening.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * Between peers, and between them and the membership service: delays, losses, repetitions, changes of order, cut links.
 * <b>Datagrams</b> suffer all of it. <b>Streams</b> keep their order and get lost or repeated parts right by themselves,
 * as TCP and Aeron do: what was lost comes late, and what a cut link held back comes when it is healed.
 */
final class SimulatedNetwork {
    private static final long MS = Timeline.MS;
    private static final long USUAL_DELAY_NS = 2 * MS;
    private static final long LONG_DELAY_NS = 40 * MS;
    private static final long RESENT_AFTER_NS = 10 * MS;
    private static final long STALE_WITHIN_NS = 900 * MS;

    private final Timeline timeline;
    private final Random random;
    private final double loss;
    private final int authority;
    private final long[][] cutUntilNs;
    private final Stream[][] controls;
    private final Stream[][] data;

    SimulatedNetwork(Timeline timeline, Random random, int peers) {
        this.timeline = timeline;
        this.random = random;
        this.loss = random.nextInt(3) * 0.03;
        this.authority = peers;
        this.cutUntilNs = new long[peers + 1][peers + 1];
        this.controls = new Stream[peers + 1][peers + 1];
        this.data = new Stream[peers + 1][peers + 1];
    }

    /** Its place among the peers' numbers. */
    int authority() {
        return authority;
    }

    void cut(int from, int to, long untilNs) {
        cutUntilNs[from][to] = Math.max(cutUntilNs[from][to], untilNs);
    }

    private boolean isCut(int from, int to) {
        return cutUntilNs[from][to] > timeline.nowNs();
    }

    /** May never arrive, late, or twice. */
    void datagram(Kind kind, int from, int to, Object detail, Runnable arrival) {
        if (isLost()) {
            return;
        }
        int copies = random.nextInt(20) == 0 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            timeline.in(delayNs(), kind, to, detail, () -> {
                if (!isCut(from, to)) {
                    arrival.run();
                }
            });
        }
    }

    /** Control messages between a peer and the authority: they arrive once and in order. */
    void control(Kind kind, int from, int to, Object detail, Runnable arrival) {
        stream(controls, from, to).send(kind, detail, arrival);
    }

    /** Data: the same between two peers; a copy of some frame may come by again when its ring is long gone. */
    void data(int from, int to, Frame frame, Runnable arrival) {
        stream(data, from, to).send(Kind.FRAME, frame, arrival);
        if (random.nextInt(40) == 0) {
            timeline.in(random.nextLong(STALE_WITHIN_NS), Kind.FRAME, to, frame, arrival);
        }
    }

    /** Its process is dead: nobody reads what is still on its way to it. */
    void onDeath(int id) {
        for (int from = 0; from <= authority; from++) {
            close(controls, from, id);
            close(data, from, id);
        }
    }

    private void close(Stream[][] streams, int from, int to) {
        if (streams[from][to] != null) {
            streams[from][to].isClosed = true;
            streams[from][to] = null;
        }
    }

    private Stream stream(Stream[][] streams, int from, int to) {
        if (streams[from][to] == null) {
            streams[from][to] = new Stream(from, to);
        }
        return streams[from][to];
    }

    /** Whatever arrives, it is what was sent next. */
    private final class Stream {
        private record Sent(Object detail, Runnable arrival) {}

        private final int from;
        private final int to;
        private final Deque<Sent> sent = new ArrayDeque<>();
        private long lastNs;
        private boolean isClosed;

        Stream(int from, int to) {
            this.from = from;
            this.to = to;
        }

        void send(Kind kind, Object detail, Runnable arrival) {
            long delayNs = delayNs();
            while (isLost()) {
                delayNs += RESENT_AFTER_NS + delayNs();
            }
            sent.add(new Sent(detail, arrival));
            lastNs = Math.max(timeline.nowNs() + delayNs, lastNs);
            timeline.in(lastNs - timeline.nowNs(), kind, to, new Arrival(kind));
        }

        /** At the other end, unless the link is cut. */
        private final class Arrival implements Runnable {
            private final Kind kind;
            private Sent arrived;

            Arrival(Kind kind) {
                this.kind = kind;
            }

            @Override
            public void run() {
                if (isClosed) {
                    sent.clear();
                } else if (isCut(from, to)) {
                    lastNs = Math.max(lastNs, cutUntilNs[from][to] + RESENT_AFTER_NS);
                    timeline.in(cutUntilNs[from][to] + RESENT_AFTER_NS - timeline.nowNs(), kind, to, this);
                } else {
                    arrived = sent.poll();
                    arrived.arrival().run();
                }
            }

            @Override
            public String toString() {
                return arrived == null ? "held back" : arrived.detail().toString();
            }
        }
    }

    private boolean isLost() {
        return loss > 0 && random.nextDouble() < loss;
    }

    private long delayNs() {
        return random.nextInt(50) == 0 ? random.nextLong(LONG_DELAY_NS) : 50_000 + random.nextLong(USUAL_DELAY_NS);
    }
}
