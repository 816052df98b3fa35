package io.rondo.bench.layers;

import io.rondo.bench.machine.Machine;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/** What a figure depends on and must be printed with. */
public record Environment(
        String processor, int processors, String jdk, String openblasCoretype, String ompNumThreads, int vectorBits) {
    public static Environment here() {
        return new Environment(
                Machine.processorName(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().toString(),
                Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("unset"),
                Optional.ofNullable(System.getenv("OMP_NUM_THREADS")).orElse("unset"),
                FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    public String line() {
        return "processor=" + processor + " processors=" + processors + " jdk=" + jdk + " vectorBits=" + vectorBits
                + " OPENBLAS_CORETYPE=" + openblasCoretype + " OMP_NUM_THREADS=" + ompNumThreads;
    }
}
