package io.rondo.peer.central;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.config.BoundConfig;
import io.rondo.peer.config.CentralConfig;
import io.rondo.peer.config.ConsistencyName;
import io.rondo.peer.config.PackingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistencyTest {
    private static final List<Integer> WORKERS = List.of(0, 1, 2, 3);
    private static final int HUGE = 1_000_000_000;
    private static final int PUSHES = 400;

    private static Consistency rule(ConsistencyName name, int bound, int backups) {
        CentralConfig config = new CentralConfig(
                1,
                name,
                BoundConfig.fixed(bound),
                backups,
                CentralConfig.GradientSum.MEAN,
                0,
                CentralConfig.Restore.CHECKPOINT,
                100,
                PackingConfig.NONE,
                List.of());
        return Rules.of(config, WORKERS, Staleness.fixed(bound));
    }

    /**
     * A run in which a worker that may go on pushes some time later, in an order that the seed chooses.
     *
     * @return who pushed, and who went on then
     */
    private static List<String> trace(Consistency rule, long seed) {
        Random random = new Random(seed);
        TreeSet<Integer> busy = new TreeSet<>(WORKERS);
        List<String> trace = new ArrayList<>();
        for (int push = 0; push < PUSHES; push++) {
            assertThat(busy).as("somebody may always go on, seed %d", seed).isNotEmpty();
            int worker = List.copyOf(busy).get(random.nextInt(busy.size()));
            busy.remove(worker);
            rule.onPush(worker);
            rule.round();
            List<Integer> released = rule.release();
            busy.addAll(released);
            trace.add(worker + " pushed, " + released + " went on");
        }
        return trace;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldBehaveAsBspWithBoundZeroAndAsAspWithAHugeOne(long seed) {
        List<String> bsp = trace(rule(ConsistencyName.BSP, 0, 0), seed);
        List<String> asp = trace(rule(ConsistencyName.ASP, 0, 0), seed);

        for (ConsistencyName name : List.of(ConsistencyName.SSP, ConsistencyName.SSP_UPDATES)) {
            assertThat(trace(rule(name, 0, 0), seed)).as("%s 0", name).isEqualTo(bsp);
            assertThat(trace(rule(name, HUGE, 0), seed)).as("%s huge", name).isEqualTo(asp);
            assertThat(trace(rule(name, 2, 0), seed)).isNotEqualTo(bsp).isNotEqualTo(asp);
        }
        assertThat(trace(rule(ConsistencyName.BACKUP, 0, 0), seed)).isEqualTo(bsp);
        assertThat(bsp).isNotEqualTo(asp);
    }

    @Test
    void shouldKeepAllPushesOfARoundAndApplyThemTogether() {
        Consistency bsp = rule(ConsistencyName.BSP, 0, 0);

        for (int worker : List.of(2, 0, 3)) {
            assertThat(bsp.onPush(worker)).isEqualTo(Consistency.Fate.KEPT);
            assertThat(bsp.round()).isEmpty();
            assertThat(bsp.release()).isEmpty();
        }
        bsp.onPush(1);

        assertThat(bsp.round()).containsExactly(0, 1, 2, 3);
        assertThat(bsp.round()).isEmpty();
        assertThat(bsp.release()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void shouldNotLetAWorkerGetFurtherAheadThanTheBound() {
        Consistency ssp = rule(ConsistencyName.SSP, 2, 0);

        assertThat(pushed(ssp, 0)).containsExactly(0);
        assertThat(pushed(ssp, 0)).containsExactly(0);
        assertThat(pushed(ssp, 0)).isEmpty(); // three ahead
        assertThat(pushed(ssp, 1)).containsExactly(1);
        assertThat(pushed(ssp, 2)).containsExactly(2);
        assertThat(pushed(ssp, 3)).containsExactly(0, 3);
    }

    @Test
    void shouldLetAllGoOnWhenNobodyBusyHasMissedMoreUpdatesThanTheBound() {
        Consistency rule = rule(ConsistencyName.SSP_UPDATES, 2, 0);

        assertThat(pushed(rule, 0)).containsExactly(0);
        assertThat(pushed(rule, 0)).containsExactly(0);
        assertThat(pushed(rule, 0)).isEmpty(); // the others have missed three
        assertThat(pushed(rule, 1)).isEmpty();
        assertThat(pushed(rule, 2)).isEmpty();
        assertThat(pushed(rule, 3)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void shouldDropWhatComesTooLateForItsRoundAndLetItsWorkerGoOnAtOnce() {
        Consistency backup = rule(ConsistencyName.BACKUP, 0, 1);
        backup.onPush(0);
        backup.onPush(1);
        backup.onPush(3);
        assertThat(backup.round()).containsExactly(0, 1, 3);
        assertThat(backup.release()).containsExactly(0, 1, 3);

        assertThat(backup.onPush(2)).isEqualTo(Consistency.Fate.DROPPED);
        assertThat(backup.round()).isEmpty();
        assertThat(backup.release()).containsExactly(2);
        assertThat(backup.onPush(2)).isEqualTo(Consistency.Fate.KEPT);
    }

    @ParameterizedTest
    @EnumSource(ConsistencyName.class)
    void shouldWaitForNobodyWhoIsGone(ConsistencyName name) {
        Consistency rule = rule(name, 0, name == ConsistencyName.BACKUP ? 1 : 0);
        TreeSet<Integer> busy = new TreeSet<>(WORKERS);
        for (int worker : List.of(1, 2, 3)) {
            busy.remove(worker);
            busy.addAll(pushed(rule, worker));
        }

        rule.remove(0);
        rule.round();
        busy.addAll(rule.release());

        assertThat(busy).contains(1, 2, 3);
    }

    @Test
    void shouldDropWhatWasKeptOfAWorkerThatIsGone() {
        Consistency bsp = rule(ConsistencyName.BSP, 0, 0);
        bsp.onPush(0);
        bsp.onPush(1);

        bsp.remove(1);
        bsp.onPush(2);
        bsp.onPush(3);

        assertThat(bsp.round()).containsExactly(0, 2, 3);
    }

    private static List<Integer> pushed(Consistency rule, int worker) {
        rule.onPush(worker);
        rule.round();
        return rule.release();
    }
}
