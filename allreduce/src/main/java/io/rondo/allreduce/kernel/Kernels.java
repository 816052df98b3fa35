package io.rondo.allreduce.kernel;

import java.lang.foreign.Arena;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernel of a type and an operator, once for all that ask: vectors where the JVM has them. Any thread. */
public final class Kernels {
    private static final long REHEARSAL_LIMIT_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int ROUND = 100;
    /** Compiled, a round takes a fifth of this; not yet compiled, ten times as long or more. */
    private static final long COMPILED_ROUND_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private static final int REHEARSED_BYTES = 1024;
    private static final int PEELED_EVERY = 25;

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
     * as part of that, the vector operations are sometimes not inlined and three times slower for the whole run. It ends
     * when the loops are fast, or after a while where the JIT has to wait for a processor itself.
     */
    private static ReduceKernel rehearsed(ReduceKernel kernel, Element element) {
        try (Arena arena = Arena.ofConfined()) {
            long buffers = arena.allocate(3L * VectorKernel.PEEL_FROM_BYTES, VectorKernel.PEEL_FROM_BYTES)
                    .address();
            long beginNs = System.nanoTime();
            long roundBeginNs;
            long nowNs = beginNs;
            do {
                roundBeginNs = nowNs;
                rehearse(kernel, element, buffers);
                nowNs = System.nanoTime();
            } while (nowNs - roundBeginNs > COMPILED_ROUND_NS && nowNs - beginNs < REHEARSAL_LIMIT_NS);
        }
        return kernel;
    }

    /** One round, in which every branch is taken: one that never was is left out of the compiled code. */
    private static void rehearse(ReduceKernel kernel, Element element, long buffers) {
        int bytes = element.type().bytes();
        long b = buffers + VectorKernel.PEEL_FROM_BYTES + VectorKernel.PEEL_FROM_BYTES / 2;
        for (int i = 0; i < ROUND; i++) {
            boolean peeled = i % PEELED_EVERY == 0;
            int count = (peeled ? VectorKernel.PEEL_FROM_BYTES : REHEARSED_BYTES) / bytes + i % 2;
            long a = peeled ? buffers + bytes : buffers;
            kernel.reduce(a, b, 1, a, count);
            kernel.reduceIntoBoth(a, b, 1, a, b, count);
            if (element.operator() == Operator.AVERAGE) {
                kernel.reduce(a, b, 2, a, count);
                kernel.reduceIntoBoth(a, b, 2, a, b, count);
                kernel.divide(a, 2, a, count);
            }
        }
    }
}
