package io.rondo.peer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replay one seed with {@code -Drondo.seed=N}, run more of them with {@code -Drondo.seeds=N}. */
@Timeout(3600)
class RecoverySimulationTest {
    private static final String REPLAY = "rondo.seed";
    private static final long SEEDS = Long.getLong("rondo.seeds", 20_000);
    private static final int SEEDS_PER_FLAW = 2_000;
    private static final int WORKERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    @Test
    void shouldKeepItsPromisesWhateverHappens() throws Exception {
        Long replayed = Long.getLong(REPLAY);
        if (replayed != null) {
            inVirtualThread(() ->
                    System.out.print(run(replayed, null, new Workshop(), true).trace()));
            return;
        }
        Totals totals = new Totals();
        AtomicLong next = new AtomicLong(1);
        inVirtualThreads(WORKERS, () -> {
            Workshop workshop = new Workshop();
            for (long seed = next.getAndIncrement(); seed <= SEEDS; seed = next.getAndIncrement()) {
                SimulatedWorld world = run(seed, null, workshop, false);
                assertThat(world.faults()).as("faults of seed %d", seed).isGreaterThanOrEqualTo(2);
                totals.add(world);
            }
        });
        System.out.println(totals);
        assertThat(totals.fewestEvents()).isGreaterThanOrEqualTo(SimulatedWorld.LEAST_EVENTS);
        assertThat(totals.finishedShare()).isGreaterThan(0.8); // in the others everybody died or left
        assertThat(totals.rarest()).isGreaterThan(SEEDS / 1000);
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoticeAPlantedBug(Flaw flaw) throws Exception {
        inVirtualThread(() -> {
            Workshop workshop = new Workshop();
            for (long seed = 1; seed <= SEEDS_PER_FLAW; seed++) {
                try {
                    new SimulatedWorld(seed, flaw, workshop, false).run();
                } catch (AssertionError found) {
                    if (found.getMessage().startsWith(flaw.finding)) {
                        return;
                    }
                }
            }
            fail("nobody noticed in " + SEEDS_PER_FLAW + " seeds");
        });
    }

    @Test
    void shouldShowHowABrokenSeedCameToIt() {
        assertThatThrownBy(() -> inVirtualThread(() -> {
                    for (long seed = 1; seed <= SEEDS_PER_FLAW; seed++) {
                        run(seed, Flaw.A_SAMPLE_IS_LEFT_OUT, new Workshop(), false);
                    }
                }))
                .hasMessageMatching("(?s)seed \\d+: step \\d+ is not the sum over its contributors.*"
                        + "replay with -Drondo.seed=\\d+\n.* ms  VIEW      g1 .*");
    }

    @Test
    void shouldHappenAgainInTheSameWay() throws Exception {
        inVirtualThread(() -> {
            for (long seed = 1; seed <= 20; seed++) {
                String once = run(seed, null, new Workshop(), true).trace();
                assertThat(run(seed, null, new Workshop(), true).trace()).isEqualTo(once);
            }
        });
    }

    private static SimulatedWorld run(long seed, Flaw flaw, Workshop workshop, boolean isTraced) {
        SimulatedWorld world = new SimulatedWorld(seed, flaw, workshop, isTraced);
        try {
            world.run();
        } catch (AssertionError broken) {
            if (!isTraced) {
                return run(seed, flaw, workshop, true); // breaks again, and shows how it came to it
            }
            throw new AssertionError(
                    "seed " + seed + ": " + broken.getMessage() + "; replay with -D" + REPLAY + "=" + seed + "\n"
                            + world.trace(),
                    broken);
        }
        return world;
    }

    private static void inVirtualThread(Runnable work) throws Exception {
        inVirtualThreads(1, work);
    }

    /** So that handing the baton to a coroutine stays on one carrier thread, mostly. */
    private static void inVirtualThreads(int count, Runnable work) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual()
                    .uncaughtExceptionHandler((thread, thrown) -> failure.compareAndSet(null, thrown))
                    .start(work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }
}
