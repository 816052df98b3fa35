package io.rondo.peer.simulation;

import io.rondo.peer.simulation.Happening.Kind;
import java.util.PriorityQueue;

/** What will happen in a world, in virtual time. */
final class Timeline {
    static final long MS = 1_000_000;

    private final PriorityQueue<Happening> queue = new PriorityQueue<>(256);
    private long orders;
    private long nowNs;

    long nowNs() {
        return nowNs;
    }

    void in(long delayNs, Kind kind, int at, Object detail, Runnable action) {
        queue.add(new Happening(nowNs + delayNs, orders++, kind, at, detail, action));
    }

    /** Something that says itself what it was. */
    void in(long delayNs, Kind kind, int at, Runnable action) {
        in(delayNs, kind, at, action, action);
    }

    /** The same, later. */
    void put(Happening happening, long atNs) {
        queue.add(new Happening(
                atNs, orders++, happening.kind(), happening.at(), happening.detail(), happening.action()));
    }

    /** The next one, whose instant it is now; null when there is none. */
    Happening next() {
        Happening next = queue.poll();
        nowNs = next == null ? nowNs : next.atNs();
        return next;
    }
}
