package io.rondo.peer.central;

import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * {@code ssp} (Ho et al. 2013): a worker's clock is the number of its pushes, and it goes on while it is no more than a bound
 * ahead of the slowest one's. Bound 0: as {@code bsp}. Every push is applied at once.
 */
final class WorkerClocks implements Consistency {
    private final Workers workers; // a worker's mark: its clock
    private final IntSupplier bound;

    WorkerClocks(Collection<Integer> ids, IntSupplier bound) {
        workers = new Workers(ids);
        this.bound = bound;
    }

    @Override
    public Fate onPush(int worker) {
        workers.waits(worker);
        workers.mark(worker, workers.mark(worker) + 1);
        return Fate.APPLIED;
    }

    @Override
    public List<Integer> round() {
        return List.of();
    }

    @Override
    public List<Integer> release() {
        long slowest = workers.lowestMark();
        return workers.release(worker -> workers.mark(worker) - slowest <= bound.getAsInt());
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
