package io.rondo.peer.stat;

import io.rondo.peer.report.PeerCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a peer shows of itself, at one moment.
 *
 * @param pid of its process
 * @param isAlive whether that process still is
 * @param silentMs since its control driver last ran; it says so each second
 * @param values of the counters that are there already
 * @param atNs {@link System#nanoTime} of the look
 */
public record PeerLook(long pid, boolean isAlive, long silentMs, Map<PeerCounter, Long> values, long atNs) {
    /** A process began before its driver; both moments are rounded. */
    private static final long ROUNDING_MS = 2_000;

    long value(PeerCounter counter) {
        return values.getOrDefault(counter, 0L);
    }

    /** Empty while the peer is just making the file, or has just removed it. */
    static Optional<PeerLook> at(Path controlDirectory) throws IOException {
        Optional<PeerGauges> found = PeerGauges.open(controlDirectory);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (PeerGauges gauges = found.get()) {
            return Optional.of(new PeerLook(
                    gauges.pid(),
                    isAlive(gauges.pid(), gauges.driverStartMs()),
                    Math.max(0, System.currentTimeMillis() - gauges.heartbeatMs()),
                    gauges.values(),
                    System.nanoTime()));
        }
    }

    /** Another process may have been given the number since. */
    private static boolean isAlive(long pid, long driverStartMs) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        Optional<Instant> start = process.flatMap(each -> each.info().startInstant());
        return process.isPresent()
                && (start.isEmpty() || start.get().toEpochMilli() <= driverStartMs + ROUNDING_MS)
                && !isZombie(pid);
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false; // no Linux, or it has just gone
        }
    }
}
