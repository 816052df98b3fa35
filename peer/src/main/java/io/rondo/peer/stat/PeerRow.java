package io.rondo.peer.stat;

import io.rondo.peer.report.PeerCounter;
import io.rondo.peer.report.PeerState;
import io.rondo.peer.run.RunName;
import java.util.concurrent.TimeUnit;

/**
 * A peer as it is shown, from two looks at it.
 *
 * @param state what it is doing; {@code dead} when its process is gone, {@code silent} when it runs no more
 * @param megabytesPerSecond of gradients reduced, from one look to the next; 0 when there was one only
 * @param silentMs how long nothing has been heard of it, if it is silent
 */
public record PeerRow(
        String job,
        int peer,
        long pid,
        String state,
        long generation,
        long rank,
        long step,
        double loss,
        double megabytesPerSecond,
        long staleFrames,
        long foreignFrames,
        long backPressures,
        long recoveries,
        long views,
        long silentMs) {
    public static final String DEAD = "dead";
    public static final String SILENT = "silent";
    /** A living control driver says each second that it runs, on busy cores somewhat later. */
    private static final long SILENT_AFTER_MS = 3_000;

    private static final double BYTES_PER_MEGABYTE = 1e6;

    /** @param before an earlier look at the same peer, or null */
    static PeerRow of(RunningPeers.Key key, PeerLook before, PeerLook now) {
        boolean isSilent = now.isAlive() && now.silentMs() > SILENT_AFTER_MS;
        String state =
                now.isAlive() ? PeerState.of(now.value(PeerCounter.STATE)).word() : DEAD;
        return new PeerRow(
                RunName.jobIn(key.run()),
                key.peer(),
                now.pid(),
                isSilent ? SILENT : state,
                now.value(PeerCounter.GENERATION),
                now.value(PeerCounter.RANK),
                now.value(PeerCounter.STEP),
                now.value(PeerCounter.LOSS_MICROS) / PeerCounter.LOSS_SCALE,
                rate(before, now),
                now.value(PeerCounter.STALE_FRAMES),
                now.value(PeerCounter.FOREIGN_FRAMES),
                now.value(PeerCounter.BACK_PRESSURES),
                now.value(PeerCounter.RECOVERIES),
                now.value(PeerCounter.VIEWS),
                isSilent ? now.silentMs() : 0);
    }

    private static double rate(PeerLook before, PeerLook now) {
        if (before == null || before.pid() != now.pid() || now.atNs() == before.atNs()) {
            return 0;
        }
        double seconds = (double) (now.atNs() - before.atNs()) / TimeUnit.SECONDS.toNanos(1);
        return (now.value(PeerCounter.REDUCED_BYTES) - before.value(PeerCounter.REDUCED_BYTES))
                / seconds
                / BYTES_PER_MEGABYTE;
    }
}
