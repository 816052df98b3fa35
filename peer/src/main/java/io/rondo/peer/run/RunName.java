package io.rondo.peer.run;

import io.rondo.peer.config.RondoConfig;
import java.util.zip.CRC32;

/** Names a run in shared memory: its job, and a hash of its output directory, which no two runs use at once. */
public final class RunName {
    private RunName() {}

    public static String of(RondoConfig config) {
        CRC32 crc = new CRC32();
        crc.update(config.output()
                .dir()
                .toAbsolutePath()
                .normalize()
                .toString()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return String.format("%s-%08x", config.job(), crc.getValue());
    }
}
