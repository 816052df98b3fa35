package io.rondo.hogwild;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The mixing rules' passes over the vectors: whole SIMD vectors first, then the rest by itself. Each component is read and
 * written once a pass, which keeps short the moment in which another thread's update of it can be lost. Allocates nothing
 * once compiled.
 */
final class MixingLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int STRIDE = SPECIES.vectorByteSize();
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private static final long BLOCK_BYTES = 64L * STRIDE;

    private MixingLoops() {}

    /** {@code delta = (parameters - basis) * scale; basis = parameters} */
    static void takeDelta(MemorySegment parameters, MemorySegment basis, MemorySegment delta, float scale) {
        long end = delta.byteSize();
        long body = body(end);
        for (long at = 0; at < body; at += STRIDE) {
            FloatVector w = load(parameters, at);
            store(w.sub(load(basis, at)).mul(scale), delta, at);
            store(w, basis, at);
        }
        for (long at = body; at < end; at += Float.BYTES) {
            float w = parameters.get(FLOAT, at);
            delta.set(FLOAT, at, (w - basis.get(FLOAT, at)) * scale);
            basis.set(FLOAT, at, w);
        }
    }

    /** {@code answer = parameters; parameters += beta * delta} where the delta is larger than the tolerance */
    static void addDelta(
            MemorySegment delta, MemorySegment parameters, MemorySegment answer, float beta, float tolerance) {
        long end = delta.byteSize();
        long body = body(end);
        for (long at = 0; at < body; at += STRIDE) {
            FloatVector d = load(delta, at);
            FloatVector next = load(parameters, at);
            store(next, answer, at);
            store(next.add(d.mul(beta), isSent(d, tolerance)), parameters, at);
        }
        for (long at = body; at < end; at += Float.BYTES) {
            float d = delta.get(FLOAT, at);
            float next = parameters.get(FLOAT, at);
            answer.set(FLOAT, at, next);
            parameters.set(FLOAT, at, Math.abs(d) > tolerance ? next + d * beta : next);
        }
    }

    /**
     * With {@code mixed = lambda*next + (1-lambda)*basis + (sent ? beta+lambda-1 : lambda)*delta}: {@code parameters +=
     * mixed - basis; basis = sent ? mixed : mixed - delta}.
     */
    static void mix(
            MemorySegment parameters,
            MemorySegment basis,
            MemorySegment delta,
            MemorySegment next,
            float beta,
            float lambda,
            float tolerance) {
        float kept = 1 - lambda;
        float ofSent = beta + lambda - 1;
        FloatVector ofKeptBack = FloatVector.broadcast(SPECIES, lambda);
        FloatVector zero = FloatVector.zero(SPECIES);
        long end = delta.byteSize();
        long body = body(end);
        for (long at = 0; at < body; at += STRIDE) {
            FloatVector d = load(delta, at);
            FloatVector before = load(basis, at);
            VectorMask<Float> isSent = isSent(d, tolerance);
            FloatVector mixed =
                    load(next, at).mul(lambda).add(before.mul(kept)).add(d.mul(ofKeptBack.blend(ofSent, isSent)));
            store(load(parameters, at).add(mixed.sub(before)), parameters, at);
            store(mixed.sub(d.blend(zero, isSent)), basis, at);
        }
        for (long at = body; at < end; at += Float.BYTES) {
            float d = delta.get(FLOAT, at);
            float before = basis.get(FLOAT, at);
            boolean isSent = Math.abs(d) > tolerance;
            float mixed = next.get(FLOAT, at) * lambda + before * kept + d * (isSent ? ofSent : lambda);
            parameters.set(FLOAT, at, parameters.get(FLOAT, at) + (mixed - before));
            basis.set(FLOAT, at, isSent ? mixed : mixed - d);
        }
    }

    /** {@code answer = parameters; parameters += (goal - parameters) * share} */
    static void approach(MemorySegment goal, MemorySegment parameters, MemorySegment answer, float share) {
        long end = goal.byteSize();
        long body = body(end);
        for (long at = 0; at < body; at += STRIDE) {
            FloatVector own = load(parameters, at);
            store(own, answer, at);
            store(own.add(load(goal, at).sub(own).mul(share)), parameters, at);
        }
        for (long at = body; at < end; at += Float.BYTES) {
            float own = parameters.get(FLOAT, at);
            answer.set(FLOAT, at, own);
            parameters.set(FLOAT, at, own + (goal.get(FLOAT, at) - own) * share);
        }
    }

    /** {@code parameters += (a - b) * factor} */
    static void addDifference(MemorySegment parameters, MemorySegment a, MemorySegment b, float factor) {
        long end = a.byteSize();
        long body = body(end);
        for (long at = 0; at < body; at += STRIDE) {
            FloatVector difference = load(a, at).sub(load(b, at));
            store(load(parameters, at).add(difference.mul(factor)), parameters, at);
        }
        for (long at = body; at < end; at += Float.BYTES) {
            float difference = a.get(FLOAT, at) - b.get(FLOAT, at);
            parameters.set(FLOAT, at, parameters.get(FLOAT, at) + difference * factor);
        }
    }

    /** {@code target -= values * factor} */
    static void subtract(MemorySegment target, MemorySegment values, float factor) {
        long end = target.byteSize();
        long body = body(end);
        for (long at = 0; at < body; at += STRIDE) {
            store(load(target, at).sub(load(values, at).mul(factor)), target, at);
        }
        for (long at = body; at < end; at += Float.BYTES) {
            target.set(FLOAT, at, target.get(FLOAT, at) - values.get(FLOAT, at) * factor);
        }
    }

    /** {@code target = values * factor} */
    static void scale(MemorySegment values, float factor, MemorySegment target) {
        long end = target.byteSize();
        long body = body(end);
        for (long at = 0; at < body; at += STRIDE) {
            store(load(values, at).mul(factor), target, at);
        }
        for (long at = body; at < end; at += Float.BYTES) {
            target.set(FLOAT, at, values.get(FLOAT, at) * factor);
        }
    }

    /** {@code |a - b|^2}, summed up in blocks, so that float32 is exact enough. */
    static double squaredDistance(MemorySegment a, MemorySegment b) {
        double sum = 0;
        long end = a.byteSize();
        long body = body(end);
        for (long block = 0; block < body; block += BLOCK_BYTES) {
            FloatVector squares = FloatVector.zero(SPECIES);
            for (long at = block; at < Math.min(body, block + BLOCK_BYTES); at += STRIDE) {
                FloatVector difference = load(a, at).sub(load(b, at));
                squares = difference.fma(difference, squares);
            }
            sum += squares.reduceLanes(VectorOperators.ADD);
        }
        for (long at = body; at < end; at += Float.BYTES) {
            double difference = a.get(FLOAT, at) - b.get(FLOAT, at);
            sum += difference * difference;
        }
        return sum;
    }

    /** As published: strictly larger. */
    private static VectorMask<Float> isSent(FloatVector delta, float tolerance) {
        return delta.abs().compare(VectorOperators.GT, tolerance);
    }

    private static long body(long lengthBytes) {
        return lengthBytes / STRIDE * STRIDE;
    }

    private static FloatVector load(MemorySegment from, long at) {
        return FloatVector.fromMemorySegment(SPECIES, from, at, ORDER);
    }

    private static void store(FloatVector vector, MemorySegment to, long at) {
        vector.intoMemorySegment(to, at, ORDER);
    }
}
