package io.rondo.allreduce;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernels once: vectors where the JVM has them. */
final class Kernels {
    private static final FloatKernels BEST = choose();

    private Kernels() {}

    static FloatKernels best() {
        return BEST;
    }

    private static FloatKernels choose() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            return new VectorKernels();
        }
        Logger log = LoggerFactory.getLogger(Kernels.class);
        log.warn(
                "the Vector API is absent: reducing one value at a time; start the JVM with --add-modules jdk.incubator.vector");
        return new ScalarKernels();
    }
}
