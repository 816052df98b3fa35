package io.rondo.bench.chaos;

import io.rondo.peer.RondoException;
import io.rondo.peer.report.PeerState;
import io.rondo.peer.stat.PeerGauges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Hurts one peer after another and watches what the others do. One thread. */
final class ChaosRun {
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long REFRESH_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long START_PATIENCE_NS = TimeUnit.SECONDS.toNanos(120);
    /** Until then everybody's code is being compiled, and times would be those of the JIT. */
    private static final int UNHURT_STEPS = 100;

    /** Many budgets: who has not gone on by then hangs. */
    private static final long RECOVERY_PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private static final long REJOIN_PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long AIM_PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

    private final ChaosPlan plan;
    private final Random random;
    private final Runnable health;
    private final Witness witness;
    private final List<PeerWatch> peers;
    private final Consumer<String> progress;
    private final List<Injury> injuries = new ArrayList<>();
    private final Set<Long> processes = new HashSet<>();

    /**
     * @param sharedMemory the run's directory in /dev/shm
     * @param health throws when something beside the peers has failed
     * @param progress takes a line an injury
     */
    ChaosRun(
            ChaosPlan plan,
            List<Integer> ids,
            Path sharedMemory,
            Runnable health,
            Witness witness,
            Consumer<String> progress) {
        this.plan = plan;
        this.random = new Random(plan.seed());
        this.health = health;
        this.witness = witness;
        this.peers = ids.stream()
                .map(id -> new PeerWatch(id, sharedMemory.resolve("control-" + id)))
                .toList();
        this.progress = progress;
    }

    /** Returns when the plan is fulfilled and all peers are well. */
    List<Injury> run() {
        require(await(START_PATIENCE_NS, () -> allAreTraining(1)), "the peers to train", START_PATIENCE_NS);
        awaitSteps(UNHURT_STEPS);
        long beginNs = System.nanoTime();
        while (!plan.isOver(injuries.size(), System.nanoTime() - beginNs)) {
            if (plan.hurtsNobody()) {
                pause(TimeUnit.SECONDS.toNanos(1));
                continue;
            }
            pause(plan.nextPauseNs(random));
            Injury injury = hurtOne();
            injuries.add(injury);
            progress.accept(injury.line());
            if (injury.isHang() || injury.rejoinedMs() < 0) {
                return injuries;
            }
        }
        return injuries;
    }

    /** Waits until the survivors, everybody now, have committed so many more steps. */
    void awaitSteps(long steps) {
        long goal = step() + steps;
        require(
                await(REJOIN_PATIENCE_NS, () -> peers.stream().allMatch(peer -> peer.step() >= goal)),
                steps + " more steps",
                REJOIN_PATIENCE_NS);
    }

    /** Steps committed by all. */
    long step() {
        return peers.stream().mapToLong(peer -> peer.step()).min().orElse(0);
    }

    /** Of all peers, from the first to the last. */
    Set<Long> processes() {
        return Set.copyOf(processes);
    }

    long generation() {
        return peers.stream().mapToLong(peer -> peer.generation()).max().orElse(0);
    }

    private Injury hurtOne() {
        PeerWatch victim = aim();
        List<PeerWatch> others = peers.stream().filter(peer -> peer != victim).toList();
        PeerGauges process = victim.gauges();
        long generation = generation();
        boolean isHolder = victim.rank() == 0;
        Hurt hurt = plan.nextHurt(random);
        witness.onHurt(victim.id());

        long[] stepsBefore = others.stream().mapToLong(peer -> peer.step()).toArray();
        long hurtNs = System.nanoTime();
        hurt.begin(process.pid());
        double recoveredMs = awaitCommit(others, generation, stepsBefore, hurtNs);
        Injury injury = new Injury(
                injuries.size() + 1, victim.id(), hurt, PeerWatch.stateOf(process), isHolder, recoveredMs, -1);

        long endNs = System.nanoTime();
        hurt.end(process.pid());
        long goneGeneration = others.get(0).generation();
        boolean isBack = await(REJOIN_PATIENCE_NS, () -> allAreTraining(goneGeneration + 1));
        double backMs = isBack ? milliseconds(System.nanoTime() - (hurt == Hurt.STOP ? endNs : hurtNs)) : -1;
        witness.onHealed(victim.id());
        return injury.rejoined(backMs);
    }

    /**
     * Until all of the others have committed a step in a later generation. The step counter is read before the generation, so
     * that a commit counts only when the new generation was seen before it.
     *
     * @return milliseconds since the injury, or -1
     */
    private double awaitCommit(List<PeerWatch> others, long generation, long[] steps, long hurtNs) {
        boolean[] isCommitted = new boolean[others.size()];
        boolean[] isInNew = new boolean[others.size()];
        boolean isDone = await(RECOVERY_PATIENCE_NS, () -> {
            boolean areAll = true;
            for (int i = 0; i < isCommitted.length; i++) {
                PeerWatch other = others.get(i);
                long step = other.step();
                if (!isInNew[i]) {
                    steps[i] = step;
                    isInNew[i] = other.generation() > generation;
                }
                isCommitted[i] |= isInNew[i] && step > steps[i];
                areAll &= isCommitted[i];
            }
            return areAll;
        });
        return isDone ? milliseconds(System.nanoTime() - hurtNs) : -1;
    }

    private PeerWatch aim() {
        Aim aim = Aim.next(random, plan.kills(), injuries);
        if (aim == Aim.HOLDER) {
            return peers.stream()
                    .min(Comparator.comparingLong(peer -> peer.rank()))
                    .orElseThrow();
        }
        PeerWatch victim = peers.get(random.nextInt(peers.size()));
        if (aim == Aim.EXCHANGING) {
            long deadlineNs = System.nanoTime() + AIM_PATIENCE_NS;
            while (victim.state() != PeerState.EXCHANGING && System.nanoTime() - deadlineNs < 0) {
                Thread.onSpinWait();
            }
        }
        return victim;
    }

    private boolean allAreTraining(long leastGeneration) {
        return peers.stream().allMatch(peer -> peer.isTraining(leastGeneration));
    }

    private void pause(long forNs) {
        long untilNs = System.nanoTime() + forNs;
        await(forNs, () -> System.nanoTime() - untilNs >= 0);
    }

    /** Looks often; false when it has not come true within the patience. */
    private boolean await(long patienceNs, BooleanSupplier condition) {
        long beginNs = System.nanoTime();
        long refreshedNs = beginNs - REFRESH_NS;
        while (true) {
            long nowNs = System.nanoTime();
            if (nowNs - refreshedNs >= REFRESH_NS) {
                refreshedNs = nowNs;
                health.run();
                peers.forEach(this::refresh);
            }
            if (condition.getAsBoolean()) {
                return true;
            }
            if (nowNs - beginNs >= patienceNs) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private void refresh(PeerWatch peer) {
        peer.refresh();
        if (peer.gauges() != null) {
            processes.add(peer.gauges().pid());
        }
    }

    private static void require(boolean came, String what, long patienceNs) {
        if (!came) {
            throw new RondoException("waited " + TimeUnit.NANOSECONDS.toSeconds(patienceNs) + " s for " + what
                    + ": see the peers' output");
        }
    }

    private static double milliseconds(long ns) {
        return ns / 1e6;
    }
}
