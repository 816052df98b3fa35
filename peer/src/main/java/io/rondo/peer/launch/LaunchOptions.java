package io.rondo.peer.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run is told beside its config.
 *
 * @param host whose peers are started, as the config writes it; empty: this one
 * @param resume go on from the newest checkpoint of the output directory
 * @param restart start peers that die again
 * @param metrics where a line of JSON a step goes
 * @param classPath where the user's classes are, beside this program's own class path
 */
public record LaunchOptions(
        Optional<String> host, boolean resume, boolean restart, Optional<Path> metrics, List<Path> classPath) {
    public static final LaunchOptions NONE =
            new LaunchOptions(Optional.empty(), false, false, Optional.empty(), List.of());
}
