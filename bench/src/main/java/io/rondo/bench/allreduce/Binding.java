package io.rondo.bench.allreduce;

import java.util.Locale;

/** Whether a rank may wander from core to core. */
enum Binding {
    NONE,
    CORE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
