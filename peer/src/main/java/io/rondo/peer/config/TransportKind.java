package io.rondo.peer.config;

import java.util.Locale;

/** What carries the all-reduce. */
public enum TransportKind {
    /** The best one that the peers' places allow; in this version always {@code ipc}. */
    AUTO,
    /** Aeron IPC between processes of one host. */
    IPC;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
