package io.rondo.bench.chaos;

import io.rondo.peer.RondoException;
import io.rondo.peer.report.PeerEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Kills the last peer again and again, and watches it join anew while the others train. One thread. */
final class JoinRun {
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(300);
    private static final long REFRESH_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(120);
    /** Of the newcomer's request as of its contribution the launcher hears a little later. */
    private static final long HEARD_LATER_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int CALM_STEPS = 20;
    private static final int STEPS_BEHIND = 3;

    private final Training training;
    private final Newcomers newcomers;
    private final PeerWatch newcomer;
    private final List<PeerWatch> others;
    private final StepTimes times = new StepTimes();
    private long refreshedNs = System.nanoTime() - REFRESH_NS;

    JoinRun(List<Integer> ids, Path sharedMemory, Training training, Newcomers newcomers) {
        this.training = training;
        this.newcomers = newcomers;
        List<PeerWatch> all = ids.stream()
                .map(id -> new PeerWatch(id, sharedMemory.resolve("control-" + id)))
                .toList();
        this.newcomer = all.get(all.size() - 1);
        this.others = all.subList(0, all.size() - 1);
    }

    List<JoinTimes> run(int joins, Consumer<JoinTimes> progress) {
        List<JoinTimes> all = new ArrayList<>();
        await("the peers to train", () -> areTraining(1));
        for (int i = 0; i < joins; i++) {
            JoinTimes join = one();
            all.add(join);
            progress.accept(join);
        }
        return all;
    }

    private JoinTimes one() {
        long calmNs = System.nanoTime();
        awaitSteps(CALM_STEPS);
        long killNs = System.nanoTime();
        long generation = newcomer.generation();
        newcomers.expect(newcomer.id());
        Hurt.KILL.begin(newcomer.gauges().pid());
        await("the others to go on", () -> others.stream().allMatch(peer -> peer.isTraining(generation + 1)));
        awaitSteps(1); // the one under way is committed
        long recoveredNs = System.nanoTime();
        await("peer " + newcomer.id() + " to join", () -> newcomers.joined() != null);
        PeerEvent.Joined joined = newcomers.joined();
        long joinedNs = newcomers.joinedNs();
        awaitSteps(STEPS_BEHIND);
        long requestNs = joinedNs - TimeUnit.MILLISECONDS.toNanos(joined.milliseconds());
        newcomers.evaluatedAfter().forEach(times::onEvaluated);
        List<StepTimes.Step> calm = times.between(calmNs, killNs);
        return new JoinTimes(
                joined.milliseconds(),
                joined.sinceStartMs(),
                joined.transferMs(),
                calm.get(calm.size() / 2).milliseconds(),
                slowest(requestNs - HEARD_LATER_NS, joinedNs),
                slowest(recoveredNs, requestNs - HEARD_LATER_NS));
    }

    private double slowest(long fromNs, long toNs) {
        List<StepTimes.Step> steps = times.between(fromNs, toNs);
        return steps.isEmpty() ? 0 : steps.get(steps.size() - 1).milliseconds();
    }

    private void awaitSteps(int more) {
        long[] goals = others.stream().mapToLong(peer -> peer.step() + more).toArray();
        await(more + " steps", () -> {
            boolean isDone = true;
            for (int i = 0; i < goals.length; i++) {
                isDone &= others.get(i).step() >= goals[i];
            }
            return isDone;
        });
    }

    private boolean areTraining(long leastGeneration) {
        return newcomer.isTraining(leastGeneration)
                && others.stream().allMatch(peer -> peer.isTraining(leastGeneration));
    }

    private void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (true) {
            long nowNs = System.nanoTime();
            if (nowNs - refreshedNs >= REFRESH_NS) {
                refreshedNs = nowNs;
                training.requireHealthy();
                newcomer.refresh();
                others.forEach(PeerWatch::refresh);
            }
            others.forEach(peer -> times.look(peer, nowNs));
            if (condition.getAsBoolean()) {
                return;
            }
            if (nowNs - deadlineNs > 0) {
                throw new RondoException("waited " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NS) + " s for " + what
                        + ": see the peers' output");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
