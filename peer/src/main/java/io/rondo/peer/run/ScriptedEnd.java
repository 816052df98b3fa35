package io.rondo.peer.run;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.ScriptedFailure;

/** Ends this process at the step that the config says, as {@code kill -9} would: nothing is said, closed or written. */
final class ScriptedEnd {
    private static final int AS_IF_KILLED = 137;

    private final long step;

    private ScriptedEnd(long step) {
        this.step = step;
    }

    static ScriptedEnd of(RondoConfig config, int peer) {
        return new ScriptedEnd(config.central().failures().stream()
                .filter(failure -> failure.peer() == peer)
                .mapToLong(ScriptedFailure::step)
                .min()
                .orElse(Long.MAX_VALUE));
    }

    /** So many steps or updates are done. */
    void onStep(long done) {
        if (done >= step) {
            Runtime.getRuntime().halt(AS_IF_KILLED);
        }
    }
}
