package io.rondo.hogwild.token;

/** One line an event: when, what, and how its peer sees the ring afterwards. */
final class TokenTrace {
    private final StringBuilder lines = new StringBuilder();

    void note(long atNs, String kind, SimulatedPeer peer) {
        lines.append(String.format("%9.3f ms  %-7s  %s%n", atNs / 1e6, kind, peer == null ? "ring" : peer));
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
