package io.rondo.peer.serve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts how many updates pushes have missed since their workers had seen the parameters. */
final class StalenessTally {
    private static final int COLUMNS = 64;

    private final Map<Integer, Long> seen = new HashMap<>(); // by worker
    private final long[] counts = new long[COLUMNS];

    /** The worker gets the parameters after so many updates. */
    void onAnswer(int worker, long updates) {
        seen.put(worker, updates);
    }

    /** The worker pushes after so many updates. */
    void onPush(int worker, long updates) {
        long missed = updates - seen.getOrDefault(worker, 0L);
        counts[(int) Math.min(missed, COLUMNS - 1)]++;
    }

    /** By how many were missed, up to the most that were. */
    List<Long> counts() {
        List<Long> all = new ArrayList<>();
        int most = COLUMNS - 1;
        while (most > 0 && counts[most] == 0) {
            most--;
        }
        for (int missed = 0; missed <= most; missed++) {
            all.add(counts[missed]);
        }
        return all;
    }
}
