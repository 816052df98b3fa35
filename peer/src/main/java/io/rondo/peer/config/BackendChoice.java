package io.rondo.peer.config;

import java.util.Locale;

/** Which implementation computes the built-in models' layers. */
public enum BackendChoice {
    /** The fastest that this build has: {@code host}, or {@code ops} with the CUDA profile. */
    AUTO,
    /** OpenBLAS and the Vector API on the processor. */
    HOST,
    /** ND4J's own operations. */
    OPS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
