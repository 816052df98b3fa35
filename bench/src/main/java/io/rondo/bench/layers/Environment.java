package io.rondo.bench.layers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/** What a figure depends on and must be printed with. */
public record Environment(
        String processor, int processors, String jdk, String openblasCoretype, String ompNumThreads, int vectorBits) {
    public static Environment here() {
        return new Environment(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().toString(),
                Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("unset"),
                Optional.ofNullable(System.getenv("OMP_NUM_THREADS")).orElse("unset"),
                FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    private static String processorName() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    public String line() {
        return "processor=" + processor + " processors=" + processors + " jdk=" + jdk + " vectorBits=" + vectorBits
                + " OPENBLAS_CORETYPE=" + openblasCoretype + " OMP_NUM_THREADS=" + ompNumThreads;
    }
}
