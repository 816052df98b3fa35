package io.rondo.allreduce.kernel;

import java.lang.foreign.Arena;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernel of a type and an operator, once for all that ask: vectors where the JVM has them. Any thread. */
public final class Kernels {
    private static final int REHEARSALS = 20_000;
    private static final int REHEARSED_BYTES = 1024;
    private static final int PEELED_EVERY = 32;

    private static final boolean VECTORS = vectorsArePresent();
    private static final ConcurrentMap<Element, ReduceKernel> KERNELS = new ConcurrentHashMap<>();

    private Kernels() {}

    /** The kernel; the first request for a type and operator rehearses it, which takes some tenths of a second. */
    public static ReduceKernel of(ElementType type, Operator operator) {
        return KERNELS.computeIfAbsent(
                Element.of(type, operator),
                element -> VECTORS
                        ? rehearsed(Template.instantiate(VectorKernel.class, element), element)
                        : Template.instantiate(ScalarKernel.class, element));
    }

    private static boolean vectorsArePresent() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            return true;
        }
        Logger log = LoggerFactory.getLogger(Kernels.class);
        log.warn(
                "the Vector API is absent: reducing one element at a time; start the JVM with --add-modules jdk.incubator.vector");
        return false;
    }

    /**
     * Has the JIT compile the loops by themselves, before they are called from inside the deep stack of a poll: compiled
     * as part of that, the vector operations are sometimes not inlined and three times slower for the whole run. Every
     * branch is taken, since one that never was is left out of the compiled code.
     */
    private static ReduceKernel rehearsed(ReduceKernel kernel, Element element) {
        int bytes = element.type().bytes();
        boolean divides = element.operator() == Operator.AVERAGE;
        try (Arena arena = Arena.ofConfined()) {
            long target = arena.allocate(3L * VectorKernel.PEEL_FROM_BYTES, VectorKernel.PEEL_FROM_BYTES)
                    .address();
            long other = target + VectorKernel.PEEL_FROM_BYTES + VectorKernel.PEEL_FROM_BYTES / 2;
            for (int i = 0; i < REHEARSALS; i++) {
                boolean peeled = i % PEELED_EVERY == 0;
                int count = (peeled ? VectorKernel.PEEL_FROM_BYTES : REHEARSED_BYTES) / bytes + i % 2;
                long begin = peeled ? target + bytes : target;
                kernel.reduce(begin, other, 1, begin, count);
                kernel.reduceIntoBoth(begin, other, 1, begin, other, count);
                if (divides) {
                    kernel.reduce(begin, other, 2, begin, count);
                    kernel.reduceIntoBoth(begin, other, 2, begin, other, count);
                    kernel.divide(begin, 2, begin, count);
                }
            }
        }
        return kernel;
    }
}
