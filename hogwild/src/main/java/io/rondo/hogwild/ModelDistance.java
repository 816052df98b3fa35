package io.rondo.hogwild;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** How far two models are apart. */
public final class ModelDistance {
    private ModelDistance() {}

    /** {@code |model - other| / |other|}; float32 vectors, equally long. */
    public static double relative(MemorySegment model, MemorySegment other) {
        double norm = Math.sqrt(squaredNorm(other));
        double distance = Math.sqrt(MixingLoops.squaredDistance(model, other));
        return distance == 0 ? 0 : distance / norm;
    }

    private static double squaredNorm(MemorySegment model) {
        try (Arena scratch = Arena.ofConfined()) {
            return MixingLoops.squaredDistance(model, scratch.allocate(model.byteSize()));
        }
    }
}
