package io.rondo.bench.allreduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures all sizes with the groups that are there: Rondo's first, then the others, in turns. */
final class Measurement {
    private static final long COMPILE_NS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long COMPILE_BYTES = 1 << 20;

    private final Sweep sweep;
    private final Workload workload;
    private final int peers;
    private final List<Contestant> contestants = new ArrayList<>();

    Measurement(Sweep sweep, Workload workload, int peers, Contestant rondo, List<? extends Contestant> others) {
        this.sweep = sweep;
        this.workload = workload;
        this.peers = peers;
        contestants.add(rondo);
        contestants.addAll(others);
    }

    /** Lets the JIT compile before anything counts: small and large operations go different ways. */
    void warmUp() {
        long smallest = sweep.sizes().get(0);
        for (long bytes : List.of(smallest, Math.max(smallest, Math.min(sweep.largest(), COMPILE_BYTES)))) {
            for (Place place : sweep.places()) {
                Slice slice = sweep.slices(bytes, place).get(0);
                long beginNs = System.nanoTime();
                do {
                    contestants.get(0).run(slice);
                } while (System.nanoTime() - beginNs < COMPILE_NS);
            }
        }
    }

    /** The rows of one size, a place each. */
    List<Row> rows(long bytes) {
        List<Row> rows = new ArrayList<>();
        for (Place place : sweep.places()) {
            List<Slice> rounds = sweep.slices(bytes, place);
            List<Timings> timings = Contestant.inTurns(contestants, rounds);
            Map<String, Timings> others = new LinkedHashMap<>();
            for (int i = 1; i < contestants.size(); i++) {
                others.put(contestants.get(i).label(), timings.get(i));
            }
            rows.add(Row.of(rounds.get(0), peers, workload, timings.get(0), others));
        }
        return rows;
    }
}
