package io.rondo.membership.cluster;

import java.util.concurrent.TimeUnit;

/** How soon followers take the leading node for lost: sooner costs false elections on busy cores. */
public enum FailoverProfile {
    SAFE(1_000, 100, 300, 50, 3_000),
    FAST(400, 50, 150, 20, 2_000);

    private static final long SLACK_MS = 100;

    final long heartbeatTimeoutNs;
    final long heartbeatIntervalNs;
    final long electionTimeoutNs;
    final long electionStatusIntervalNs;
    final long canvassTimeoutNs;

    FailoverProfile(
            long heartbeatTimeoutMs,
            long heartbeatIntervalMs,
            long electionTimeoutMs,
            long electionStatusIntervalMs,
            long canvassTimeoutMs) {
        this.heartbeatTimeoutNs = TimeUnit.MILLISECONDS.toNanos(heartbeatTimeoutMs);
        this.heartbeatIntervalNs = TimeUnit.MILLISECONDS.toNanos(heartbeatIntervalMs);
        this.electionTimeoutNs = TimeUnit.MILLISECONDS.toNanos(electionTimeoutMs);
        this.electionStatusIntervalNs = TimeUnit.MILLISECONDS.toNanos(electionStatusIntervalMs);
        this.canvassTimeoutNs = TimeUnit.MILLISECONDS.toNanos(canvassTimeoutMs);
    }

    /** From the loss of the leading node until another leads, on cores that are not starved. */
    public long boundMs() {
        return TimeUnit.NANOSECONDS.toMillis(heartbeatTimeoutNs + electionTimeoutNs * 3 / 2) + SLACK_MS;
    }
}
