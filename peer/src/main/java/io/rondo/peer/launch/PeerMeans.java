package io.rondo.peer.launch;

import io.rondo.peer.report.PeerEvent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the peers said last, as one line. */
final class PeerMeans {
    private final Map<Integer, PeerEvent.Progress> latest = new HashMap<>();
    private boolean started;

    /** True once: of the first peer that has started. */
    boolean isFirstStart() {
        boolean isFirst = !started;
        started = true;
        return isFirst;
    }

    void add(PeerEvent.Progress progress) {
        latest.put(progress.peer(), progress);
    }

    String line() {
        PeerEvent.Progress any = latest.values().iterator().next();
        return String.format(
                Locale.ROOT,
                "loss %.4f, %,.0f samples/s, ms a step: compute %.2f transfer %.2f waiting %.2f",
                any.loss(),
                mean(PeerEvent.Progress::samplesPerSecond),
                mean(PeerEvent.Progress::computeMs),
                mean(PeerEvent.Progress::transferMs),
                mean(PeerEvent.Progress::waitMs));
    }

    private double mean(ToDoubleFunction<PeerEvent.Progress> value) {
        return latest.values().stream().mapToDouble(value).average().orElse(0);
    }
}
