package io.rondo.peer.simulation;

import java.util.Locale;

/** One line an event: when, what, to whom, and what has become of them. */
final class SimulationTrace {
    private static final int MOST_LINES = 20_000;

    private final StringBuilder lines = new StringBuilder();
    private final SimulatedWorld world;
    private int count;

    SimulationTrace(SimulatedWorld world) {
        this.world = world;
    }

    void note(Happening event) {
        if (count++ < MOST_LINES) {
            boolean isPeer = event.at() >= 0 && event.at() < world.network().authority();
            String who = isPeer ? world.peer(event.at()).toString() : "authority";
            lines.append(String.format(
                    Locale.ROOT,
                    "%11.3f ms  %-9s %-42s %s%n",
                    event.atNs() / (double) Timeline.MS,
                    event.kind(),
                    event.detail(),
                    who));
        }
    }

    void note(String what) {
        lines.append("                -- ").append(what).append('\n');
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
