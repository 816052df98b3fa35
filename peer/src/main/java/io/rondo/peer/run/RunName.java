package io.rondo.peer.run;

import io.rondo.peer.config.RondoConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Names a run in shared memory: its job, and a hash of its output directory, which no two runs use at once. */
public final class RunName {
    private static final int HASH_DIGITS = 8;

    private RunName() {}

    public static String of(RondoConfig config) {
        return config.job() + "-" + hashOf(config.output().dir());
    }

    /** The part of the name that stands for the output directory. */
    public static String hashOf(Path outputDirectory) {
        CRC32 crc = new CRC32();
        crc.update(outputDirectory.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
        return String.format("%0" + HASH_DIGITS + "x", crc.getValue());
    }

    /** The job in a run's name. */
    public static String jobIn(String name) {
        return name.substring(0, Math.max(0, name.length() - HASH_DIGITS - 1));
    }
}
