package io.rondo.membership;

import io.rondo.membership.SimulatedEvent.Kind;
import java.util.List;
import java.util.Set;

/** One aligned line an event; peers as id/incarnation. */
final class SimulationTrace {
    private static final Set<Kind> LASTING = Set.of(Kind.CRASH, Kind.FREEZE, Kind.CUT, Kind.STALL);
    private static final Set<Kind> OF_A_GENERATION = Set.of(Kind.ACCUSE, Kind.RENEW, Kind.VIEW);

    private final StringBuilder lines = new StringBuilder();

    void note(SimulatedEvent event, List<ModelPeer> peers, View before, View view) {
        lines.append(String.format(
                "%10.3f ms  %-7s  %-9s  %-14s",
                event.atNs() / 1e6, event.kind(), who(event, peers), detail(event, peers)));
        if (view != before) {
            lines.append("  view ").append(view.generation()).append(':');
            view.members()
                    .forEach(m -> lines.append(' ').append(m.id()).append('/').append(m.incarnation()));
        }
        lines.append('\n');
    }

    private static String who(SimulatedEvent event, List<ModelPeer> peers) {
        if (event.peer() < 0 || event.kind() == Kind.STALL) {
            return "machine";
        }
        ModelPeer peer = peers.get(event.peer());
        return "peer " + peer.id + '/' + (event.incarnation() == 0 ? peer.incarnation : event.incarnation());
    }

    private static String detail(SimulatedEvent event, List<ModelPeer> peers) {
        if (LASTING.contains(event.kind())) {
            return "for " + event.number() / 1_000_000 + " ms";
        }
        String accused = event.other() < 0 ? "" : " of " + peers.get(event.other()).id;
        return OF_A_GENERATION.contains(event.kind()) ? "in " + event.number() + accused : "";
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
