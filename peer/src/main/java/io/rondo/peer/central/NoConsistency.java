package io.rondo.peer.central;

import java.util.Collection;
import java.util.List;

/** {@code asp}: every push is applied at once, and nobody waits for anybody. */
final class NoConsistency implements Consistency {
    private final Workers workers;

    NoConsistency(Collection<Integer> ids) {
        workers = new Workers(ids);
    }

    @Override
    public Fate onPush(int worker) {
        workers.waits(worker);
        return Fate.APPLIED;
    }

    @Override
    public List<Integer> round() {
        return List.of();
    }

    @Override
    public List<Integer> release() {
        return workers.release(worker -> true);
    }

    @Override
    public void remove(int worker) {
        workers.remove(worker);
    }

    @Override
    public long[] save() {
        return workers.save(0);
    }

    @Override
    public void restore(long[] saved) {
        workers.restore(saved);
    }
}
