package io.rondo.bench.allreduce;

import java.util.ArrayList;
import java.util.List;

/** A group of processes that reduces when told to, and sleeps otherwise. */
interface Contestant extends AutoCloseable {
    String label();

    Timings run(Slice slice);

    @Override
    void close();

    /** Of one size, the timings of each contestant, in turns: every round goes through all of them. */
    static List<Timings> inTurns(List<? extends Contestant> contestants, List<Slice> rounds) {
        List<List<Timings>> all = new ArrayList<>();
        contestants.forEach(each -> all.add(new ArrayList<>()));
        for (Slice slice : rounds) {
            for (int i = 0; i < contestants.size(); i++) {
                all.get(i).add(contestants.get(i).run(slice));
            }
        }
        return all.stream().map(Timings::ofRounds).toList();
    }
}
