package io.rondo.peer.central;

import io.rondo.peer.config.CentralConfig;
import java.util.Collection;

/** The rules of consistency by name. */
public final class Rules {
    private Rules() {}

    /**
     * @param workers their ids, in the order of the ring
     * @param bound of the rules that have one
     */
    public static Consistency of(CentralConfig config, Collection<Integer> workers, Staleness bound) {
        return switch (config.consistency()) {
            case BSP -> new Rounds(workers, 0);
            case BACKUP -> new Rounds(workers, config.backups());
            case SSP -> new WorkerClocks(workers, bound);
            case SSP_UPDATES -> new GlobalUpdates(workers, bound);
            case ASP -> new NoConsistency(workers);
        };
    }
}
