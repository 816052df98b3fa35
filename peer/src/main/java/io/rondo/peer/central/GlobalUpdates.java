package io.rondo.peer.central;

import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * {@code ssp-updates}: the bound counts the updates of all workers together. A worker's push is its last sight of the
 * parameters; all waiting workers go on when no other one has last seen them more than a bound of updates ago. Bound 0: as
 * {@code bsp}. Every push is applied at once. So the published demonstration does it.
 */
final class GlobalUpdates implements Consistency {
    private final Workers workers; // a worker's mark: the number of updates with its last push
    private final IntSupplier bound;
    private long updates;

    GlobalUpdates(Collection<Integer> ids, IntSupplier bound) {
        workers = new Workers(ids);
        this.bound = bound;
    }

    @Override
    public Fate onPush(int worker) {
        workers.waits(worker);
        updates++;
        workers.mark(worker, updates);
        return Fate.APPLIED;
    }

    @Override
    public List<Integer> round() {
        return List.of();
    }

    @Override
    public List<Integer> release() {
        boolean isAnyTooFarBack = updates - Math.min(updates, workers.lowestMarkOfBusy()) > bound.getAsInt();
        return isAnyTooFarBack ? List.of() : workers.release(worker -> true);
    }

    @Override
    public void remove(int worker) {
        workers.remove(worker);
    }

    @Override
    public long[] save() {
        return workers.save(updates);
    }

    @Override
    public void restore(long[] saved) {
        updates = workers.restore(saved);
    }
}
