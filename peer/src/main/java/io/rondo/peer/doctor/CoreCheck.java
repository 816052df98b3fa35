package io.rondo.peer.doctor;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Whether there is a core for each peer, and nothing else that wants it. */
final class CoreCheck {
    private static final String NAME = "cores";
    private static final double BUSY = 0.5;

    private CoreCheck() {}

    static Finding here(int peers) {
        return of(
                peers,
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** @param load runnable threads of the last minute, on average */
    static Finding of(int peers, int cores, double load) {
        String here = peers + (peers == 1 ? " peer on " : " peers on ") + cores + " cores, load "
                + String.format(Locale.ROOT, "%.1f", load);
        if (peers > cores) {
            return Finding.warning(
                    NAME,
                    here + ": they share cores, and each waits for the slowest; start fewer peers with a larger"
                            + " training.batch, or use more hosts");
        }
        return load > BUSY * cores
                ? Finding.warning(
                        NAME,
                        here + ": other programs compute here, and a peer that gets no core counts as silent after"
                                + " recovery.budget; end them, or raise it")
                : Finding.ok(NAME, here);
    }
}
