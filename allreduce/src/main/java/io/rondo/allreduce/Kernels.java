package io.rondo.allreduce;

import java.lang.foreign.Arena;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernels once: vectors where the JVM has them. */
final class Kernels {
    private static final int REHEARSALS = 20_000;
    private static final int REHEARSAL_BYTES = 1024;
    private static final FloatKernels BEST = choose();

    private Kernels() {}

    static FloatKernels best() {
        return BEST;
    }

    private static FloatKernels choose() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            return rehearsed(new VectorKernels());
        }
        Logger log = LoggerFactory.getLogger(Kernels.class);
        log.warn(
                "the Vector API is absent: reducing one value at a time; start the JVM with --add-modules jdk.incubator.vector");
        return new ScalarKernels();
    }

    /**
     * Has the JIT compile the loops by themselves, before they are called from inside the deep stack of a poll: compiled
     * as part of that, the vector operations are sometimes not inlined and three times slower for the whole run.
     */
    private static FloatKernels rehearsed(FloatKernels kernels) {
        try (Arena arena = Arena.ofConfined()) {
            long a = arena.allocate(REHEARSAL_BYTES, REHEARSAL_BYTES).address();
            int count = REHEARSAL_BYTES / Float.BYTES;
            for (int i = 0; i < REHEARSALS; i++) {
                kernels.add(a, a, a, count);
                kernels.addAndDivide(a, a, 1, a, count);
                kernels.divide(a, 1, a, count);
            }
        }
        return kernels;
    }
}
