package io.rondo.bench.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How long the steps of some peers take, from one commit to the next, by their counters. One thread. */
final class StepTimes {
    /** One step of one peer, by {@link System#nanoTime}. */
    record Step(long number, long beginNs, long endNs) {
        double milliseconds() {
            return (endNs - beginNs) / 1e6;
        }
    }

    private record Seen(long number, long ns) {}

    private final Map<Integer, Seen> last = new HashMap<>(); // by peer
    private final List<Step> steps = new ArrayList<>();
    private final Set<Long> withMore = new HashSet<>();

    /** Looks at a peer's counters. What was committed between two looks counts as committed now. */
    void look(PeerWatch peer, long nowNs) {
        if (peer.gauges() == null) {
            return;
        }
        long number = peer.step();
        Seen before = last.get(peer.id());
        if (before == null || number != before.number()) {
            last.put(peer.id(), new Seen(number, nowNs));
            if (before != null && number == before.number() + 1) {
                steps.add(new Step(number, before.ns(), nowNs));
            }
        }
    }

    /** After so many steps the peers have evaluated, which is in the next one's time: it does not count. */
    void onEvaluated(long afterSteps) {
        withMore.add(afterSteps + 1);
    }

    /** Those that were under way at some moment in between, all peers' together, fastest first. */
    List<Step> between(long fromNs, long toNs) {
        return steps.stream()
                .filter(step -> step.endNs() > fromNs && step.beginNs() < toNs && !withMore.contains(step.number()))
                .sorted(Comparator.comparingDouble(Step::milliseconds))
                .toList();
    }
}
