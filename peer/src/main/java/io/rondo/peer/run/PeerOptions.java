package io.rondo.peer.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What one peer is told beside the shared config.
 *
 * @param id which of the config's peers this is
 * @param resume go on from the newest checkpoint of the output directory
 * @param metrics where rank 0 writes a line a step
 * @param classPath where the user's classes are, beside this program's own class path
 * @param isRestarted the run is under way; should nobody have its state any more, it goes on from the newest checkpoint
 * @param hostsMembership whether the membership service is this peer's, if it is the first of the config
 */
public record PeerOptions(
        int id,
        boolean resume,
        boolean isRestarted,
        Optional<Path> metrics,
        List<Path> classPath,
        boolean hostsMembership) {}
