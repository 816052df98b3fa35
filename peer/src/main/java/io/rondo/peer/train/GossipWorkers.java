package io.rondo.peer.train;

import java.util.ArrayList;
import java.util.List;

/** All workers of a peer; the first one is the training thread's. */
public final class GossipWorkers implements AutoCloseable {
    private final List<Trainee> others = new ArrayList<>();
    private final List<GossipWorker> workers = new ArrayList<>();

    /**
     * @param trainee the peer's
     * @param count 1 or more
     */
    public GossipWorkers(Trainee trainee, Choices choices, int count, LearningRate rate) {
        workers.add(new GossipWorker(trainee, rate));
        while (workers.size() < count) {
            Trainee beside = trainee.beside(choices);
            others.add(beside);
            workers.add(new GossipWorker(beside, rate));
        }
    }

    public GossipWorker first() {
        return workers.get(0);
    }

    List<GossipWorker> all() {
        return workers;
    }

    @Override
    public void close() {
        workers.forEach(GossipWorker::close);
        others.forEach(Trainee::close);
    }
}
