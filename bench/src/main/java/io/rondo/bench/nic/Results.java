package io.rondo.bench.nic;

import java.util.List;
import java.util.Optional;

/**
 * Everything that was measured.
 *
 * @param sites in the config's order
 * @param cells of every pair, direction and rail; with several rails, of all together too
 */
record Results(List<Site> sites, List<Cell> cells, List<AllReduce> allReduces) {
    /**
     * An all-reduce of some hosts.
     *
     * @param hosts their indexes
     * @param rail its index, or {@link Cell#ALL}
     * @param bytes of one rank's buffer
     * @param failure why there are no figures, or null
     */
    record AllReduce(List<Integer> hosts, int rail, long bytes, double medianMs, double busMbps, String failure) {}

    int hosts() {
        return sites.size();
    }

    int rails() {
        return sites.get(0).rails().size();
    }

    /** The rail that stands for all together: the only one, if so. */
    int widest() {
        return rails() == 1 ? 0 : Cell.ALL;
    }

    Optional<Cell> cell(int from, int to, int rail) {
        return cells.stream().filter(cell -> cell.isBetween(from, to, rail)).findFirst();
    }

    /** Those of one rail each that carries something. */
    List<Cell> single() {
        return cells.stream()
                .filter(cell -> cell.rail() != Cell.ALL && cell.failure() == null)
                .toList();
    }
}
