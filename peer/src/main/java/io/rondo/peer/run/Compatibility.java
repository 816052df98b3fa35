package io.rondo.peer.run;

import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointHeader;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.RondoConfig;
import java.nio.file.Path;

/** What must be the same when training goes on from a checkpoint; peers, batch, rates and lengths may change. */
final class Compatibility {
    private Compatibility() {}

    static void require(Path file, CheckpointHeader header, RondoConfig config, long parameters, long updaterBytes) {
        RondoConfig before = ConfigReader.readText(header.config(), file.toString());
        requireSame(file, "model", header.model(), config.model().name());
        requireSame(file, "data.set", before.data().set(), config.data().set());
        requireSame(
                file,
                "training.seed",
                before.training().seed(),
                config.training().seed());
        requireSame(file, "parameters", header.parameters(), parameters);
        requireSame(
                file,
                "training.optimizer.name",
                before.training().optimizer().name(),
                config.training().optimizer().name());
        requireSame(file, "length of the updater's state", header.updaterState() * Float.BYTES, updaterBytes);
    }

    private static void requireSame(Path file, String what, Object before, Object now) {
        if (!before.equals(now)) {
            throw new RondoException(file + ": the checkpoint was made with " + what + " " + before + ", this run has "
                    + now + ": resume with the same, or start without --resume");
        }
    }
}
