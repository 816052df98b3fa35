package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.Stage;
import io.rondo.allreduce.TransportKind;
import io.rondo.peer.train.Moment.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A peer dies at every hop of every phase of a step, on every path, and what the others commit is the sum over those whom
 * they agree on, bit for bit. Which moments there are is found out by a run in which nobody dies. Here a sample of them;
 * all of them, for every victim, with {@code -Drondo.proofs=true}.
 */
@Timeout(600)
class RecoveryTest {
    private static final boolean IS_WHOLE = Boolean.getBoolean("rondo.proofs");
    /** Of all moments, in turns, so that every one is in the sample of some path, plan or victim. */
    private static final int SAMPLED = 12;

    private static final double ONE_BUCKET = 25;
    private static final double THREE_BUCKETS = 1e-6;

    /** A moment and how often it came before. */
    private record Visit(Moment moment, int occurrence) {}

    static Stream<Arguments> ways() {
        List<Integer> victims = IS_WHOLE ? RecoveryRun.ALL : List.of(10, 12);
        return Stream.of(TransportKind.WINDOW, TransportKind.IPC, TransportKind.UDP)
                .flatMap(kind -> Stream.of(ONE_BUCKET, THREE_BUCKETS)
                        .flatMap(buckets -> victims.stream().map(victim -> Arguments.of(kind, buckets, victim))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldCommitTheSumOverThoseWhoAreAgreedOn(TransportKind kind, double bucketMiB, int victim) throws Exception {
        List<Integer> left = RecoveryRun.ALL.stream().filter(id -> id != victim).toList();
        List<Moment> moments = new RecoveryRun(kind, bucketMiB).run(victim, null, 0);
        assertAreEveryHop(kind, moments);
        List<Visit> visits = visits(moments);
        int firstCall = visits.indexOf(new Visit(new Moment(Stage.CALLED, 0), 0));
        int parting = visits.indexOf(new Visit(new Moment(Place.BEFORE_IT_GATHERS, 0), 0));
        for (int i : chosen(visits.size(), victim)) {
            Visit visit = visits.get(i);
            RecoveryRun run = new RecoveryRun(kind, bucketMiB);
            try {
                run.run(victim, visit.moment(), visit.occurrence());
            } catch (AssertionError e) {
                throw new AssertionError("died at " + visit, e);
            }
            assertThat(run.contributors()).as("%s", visit).isIn(left, RecoveryRun.ALL);
            if (i < firstCall && bucketMiB == ONE_BUCKET) {
                assertThat(run.contributors()).as("%s", visit).isEqualTo(left);
            }
            if (i > parting + 2) { // all have called the gathering
                assertThat(run.contributors()).as("%s", visit).isEqualTo(RecoveryRun.ALL);
            }
        }
    }

    private static List<Integer> chosen(int moments, int victim) {
        return IntStream.range(0, moments)
                .filter(i -> IS_WHOLE || i % SAMPLED == victim % SAMPLED)
                .boxed()
                .toList();
    }

    private static List<Visit> visits(List<Moment> moments) {
        List<Visit> visits = new ArrayList<>();
        for (Moment moment : moments) {
            int before = (int) visits.stream()
                    .filter(visit -> visit.moment().equals(moment))
                    .count();
            visits.add(new Visit(moment, before));
        }
        return visits;
    }

    /** With four peers there are three hops that add and three that copy; on windows one block after the other in four targets. */
    private static void assertAreEveryHop(TransportKind kind, List<Moment> moments) {
        Set<Moment> needed = new HashSet<>(Set.of(
                new Moment(Stage.CALLED, 0),
                new Moment(Stage.MET, 0),
                new Moment(Stage.ENDED, 1),
                new Moment(Place.BEFORE_ITS_GRADIENTS, 0),
                new Moment(Place.BEFORE_IT_CALLS, 0),
                new Moment(Place.BEFORE_IT_GATHERS, 0),
                new Moment(Place.AFTER_IT_GATHERED, 0)));
        if (kind == TransportKind.WINDOW) {
            needed.add(new Moment(Stage.DONE, 1));
            IntStream.rangeClosed(1, 3).forEach(others -> needed.add(new Moment(Stage.WRITTEN, others)));
        } else {
            needed.add(new Moment(Stage.SENT, 0));
            IntStream.range(0, 6).forEach(hop -> needed.add(new Moment(Stage.TAKEN, hop)));
        }
        assertThat(moments).containsAll(needed);
    }
}
