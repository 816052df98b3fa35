package io.rondo.hogwild;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * T worker threads on one vector, without a lock: each takes update after update from a source of its own. Hogwild! as
 * published.
 */
public final class HogwildThreads {
    private final SharedParameters parameters;
    private final List<? extends GradientSource> sources;

    /** @param sources one for each thread */
    public HogwildThreads(SharedParameters parameters, List<? extends GradientSource> sources) {
        this.parameters = parameters;
        this.sources = List.copyOf(sources);
    }

    /**
     * Every thread does so many updates; all begin together.
     *
     * @return nanoseconds from then until the last thread had finished; what the threads wrote is visible to the caller
     * @throws IllegalStateException when a source failed
     */
    public long run(long updatesPerThread, double stepSize) {
        CountDownLatch ready = new CountDownLatch(sources.size());
        CountDownLatch begin = new CountDownLatch(1);
        List<Worker> workers = new ArrayList<>();
        for (GradientSource source : sources) {
            Worker worker = new Worker("hogwild-" + workers.size(), source, updatesPerThread, stepSize, ready, begin);
            worker.start();
            workers.add(worker);
        }
        await(ready);
        long beginNs = System.nanoTime();
        begin.countDown();
        workers.forEach(Worker::finish);
        return System.nanoTime() - beginNs;
    }

    private final class Worker extends Thread {
        private final GradientSource source;
        private final long updates;
        private final double stepSize;
        private final CountDownLatch ready;
        private final CountDownLatch begin;
        private Throwable failure; // read after the join

        Worker(
                String name,
                GradientSource source,
                long updates,
                double stepSize,
                CountDownLatch ready,
                CountDownLatch begin) {
            super(name);
            this.source = source;
            this.updates = updates;
            this.stepSize = stepSize;
            this.ready = ready;
            this.begin = begin;
            setDaemon(true);
        }

        @Override
        public void run() {
            ready.countDown();
            await(begin);
            try {
                for (long i = 0; i < updates; i++) {
                    source.update(parameters, stepSize);
                }
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }

        void finish() {
            try {
                join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while waiting for " + getName(), e);
            }
            if (failure != null) {
                throw new IllegalStateException(getName() + " failed: " + failure, failure);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for the worker threads", e);
        }
    }
}
