package io.rondo.peer.central;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code bsp} and {@code backup}: updates in rounds, each one of the first so many pushes. A worker takes part in the round
 * that was under way when it was released; when that is full without it, its push is dropped and it goes on with the next
 * one (Chen et al. 2016). With no backup workers a round is one push of every worker (Valiant 1990).
 *
 * <pre>
 *   push of the round under way ── kept ── enough of them ── applied together ── all of them go on
 *   push of an earlier round ───── dropped ──────────────────────────────────── goes on at once
 * </pre>
 */
final class Rounds implements Consistency {
    private final Workers workers; // a worker's mark: the round that it takes part in
    private final int wanted;
    private final Set<Integer> kept = new HashSet<>();
    private long round;

    /** @param backups so many of the workers may miss a round */
    Rounds(Collection<Integer> ids, int backups) {
        workers = new Workers(ids);
        wanted = Math.max(1, ids.size() - backups);
    }

    @Override
    public Fate onPush(int worker) {
        workers.waits(worker);
        if (workers.mark(worker) < round) {
            return Fate.DROPPED;
        }
        kept.add(worker);
        return Fate.KEPT;
    }

    @Override
    public List<Integer> round() {
        if (kept.isEmpty() || kept.size() < Math.min(wanted, workers.count())) {
            return List.of();
        }
        List<Integer> contributors = workers.only(kept);
        kept.clear();
        round++;
        return contributors;
    }

    @Override
    public List<Integer> release() {
        List<Integer> released = workers.release(worker -> !kept.contains(worker));
        released.forEach(worker -> workers.mark(worker, round));
        return released;
    }

    @Override
    public void remove(int worker) {
        workers.remove(worker);
        kept.remove(worker);
    }

    /** As {@link Workers#save}; behind it for each worker whether its push is kept. */
    @Override
    public long[] save() {
        long[] states = workers.save(round);
        List<Integer> ids = workers.ids();
        long[] saved = Arrays.copyOf(states, states.length + ids.size());
        for (int i = 0; i < ids.size(); i++) {
            saved[states.length + i] = kept.contains(ids.get(i)) ? 1 : 0;
        }
        return saved;
    }

    @Override
    public void restore(long[] saved) {
        round = workers.restore(saved);
        List<Integer> ids = workers.ids();
        kept.clear();
        for (int i = 0; i < ids.size(); i++) {
            if (saved[saved.length - ids.size() + i] == 1) {
                kept.add(ids.get(i));
            }
        }
    }
}
