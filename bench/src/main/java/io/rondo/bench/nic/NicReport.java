package io.rondo.bench.nic;

import java.util.List;
import java.util.Map;

/**
 * What {@code --json} writes.
 *
 * @param findings the heaviest first
 * @param sentence the first one's
 */
record NicReport(
        Map<String, Object> config,
        List<Site> sites,
        List<Cell> cells,
        List<Results.AllReduce> allReduces,
        List<Finding> findings,
        String sentence) {
    static NicReport of(Map<String, Object> config, Results results, List<Finding> findings) {
        return new NicReport(
                config,
                results.sites(),
                results.cells(),
                results.allReduces(),
                findings,
                findings.get(0).sentence());
    }
}
