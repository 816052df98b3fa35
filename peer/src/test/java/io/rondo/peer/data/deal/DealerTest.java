package io.rondo.peer.data.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.rondo.peer.RondoException;
import io.rondo.peer.data.random.SplitMix;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DealerTest {
    private static final long SEED = 42;
    private static final List<Scheme> ONCE_AN_EPOCH =
            List.of(Scheme.SHUFFLE, Scheme.DISJOINT_CONTIGUOUS, Scheme.DISJOINT_ROUND_ROBIN, Scheme.DISJOINT_RANDOM);
    private static final List<Integer> AWKWARD_COUNTS = List.of(1, 2, 16, 17, 63, 64, 65, 101, 256);

    @Test
    void shouldDealEverySampleExactlyOnceAnEpoch() {
        for (int ranks = 1; ranks <= 17; ranks++) {
            for (int samples : AWKWARD_COUNTS) {
                for (int batch : new int[] {1, 4, 7}) {
                    Dealer dealer = new Dealer(Scheme.SHUFFLE, SEED, samples, Deal.even(ranks, batch));
                    for (int epoch = 0; epoch < 3; epoch++) {
                        assertThat(sorted(dealEpoch(dealer)))
                                .as("ranks=%d samples=%d batch=%d epoch=%d", ranks, samples, batch, epoch)
                                .isEqualTo(ascending(samples));
                    }
                }
            }
        }
    }

    @Test
    void shouldDealConsecutiveSlices() {
        Dealer dealer = new Dealer(Scheme.SHUFFLE, SEED, 103, Deal.of(5, 1, 9));
        int place = 0;
        while (dealer.epoch() == 0) {
            for (int rank = 0; rank < 3; rank++) {
                assertThat(dealer.from(rank)).isEqualTo(place);
                place += dealer.count(rank);
            }
            dealer.advance();
        }
        assertThat(place).isEqualTo(103);
    }

    @Test
    void shouldShowFourPeersWhatOnePeerWithFourTimesTheBatchSees() {
        Dealer four = new Dealer(Scheme.SHUFFLE, SEED, 1003, Deal.even(4, 16));
        Dealer one = new Dealer(Scheme.SHUFFLE, SEED, 1003, Deal.even(1, 64));
        for (int step = 0; step < 100; step++) {
            assertThat(dealStep(four)).isEqualTo(dealStep(one));
        }
    }

    @Test
    void shouldMakeEachEpochAnotherOrder() {
        Dealer dealer = new Dealer(Scheme.SHUFFLE, SEED, 1000, Deal.even(2, 10));

        List<Integer> first = dealEpoch(dealer);

        assertThat(dealer.epoch()).isEqualTo(1);
        assertThat(dealEpoch(dealer)).isNotEqualTo(first);
        assertThat(first).isNotEqualTo(sorted(first));
    }

    @Test
    void shouldGoOnInTheMiddleOfAnEpochAsIfNeverStopped() {
        for (Scheme scheme : Scheme.values()) {
            Dealer straight = new Dealer(scheme, SEED, 257, Deal.even(3, 8));
            skip(straight, 15);
            Dealer resumed = new Dealer(scheme, SEED, 257, Deal.even(3, 8));
            resumed.resume(straight.cursor());
            for (int step = 0; step < 30; step++) {
                assertThat(dealStep(resumed)).as("%s step %d", scheme, step).isEqualTo(dealStep(straight));
            }
        }
    }

    @Test
    void shouldNeedNoHistoryToGoOnWithAShuffle() {
        Dealer straight = new Dealer(Scheme.SHUFFLE, SEED, 257, Deal.even(3, 8));
        skip(straight, 15);
        Dealer resumed = new Dealer(Scheme.SHUFFLE, SEED, 257, Deal.even(3, 8));
        resumed.resume(
                DataCursor.at(straight.cursor().epoch(), straight.cursor().place()));

        assertThat(dealEpoch(resumed)).isEqualTo(dealEpoch(straight));
    }

    @Test
    void shouldDealTheRestOfTheEpochToAnotherNumberOfPeers() {
        for (Scheme scheme : List.of(
                Scheme.SHUFFLE, Scheme.DISJOINT_CONTIGUOUS, Scheme.DISJOINT_ROUND_ROBIN, Scheme.DISJOINT_RANDOM)) {
            Dealer before = new Dealer(scheme, SEED, 257, Deal.even(4, 8));
            List<Integer> seen = new ArrayList<>();
            for (int step = 0; step < 3; step++) {
                seen.addAll(dealStep(before));
            }
            Dealer after = new Dealer(scheme, SEED, 257, Deal.even(3, 5));
            after.resume(before.cursor());
            seen.addAll(dealStep(after));
            Dealer last = new Dealer(scheme, SEED, 257, Deal.even(5, 2));
            last.resume(after.cursor());
            seen.addAll(dealEpoch(last));

            assertThat(sorted(seen)).as("%s", scheme).isEqualTo(ascending(257));
        }
    }

    @Test
    void shouldLandInTheSameDealWhetherResumedOrChangedInPlace() {
        for (Scheme scheme : Scheme.values()) {
            Dealer living = new Dealer(scheme, SEED, 257, Deal.even(4, 8));
            skip(living, 3);
            living.change(Deal.even(2, 8));
            living.change(Deal.even(3, 8));
            skip(living, 2);
            Dealer resumed = new Dealer(scheme, SEED, 257, Deal.even(3, 8));
            resumed.resume(living.cursor());

            assertThat(living.cursor().rings()).hasSize(2);
            assertThat(resumed.cursor()).isEqualTo(living.cursor());
            assertThat(dealEpoch(resumed)).as("%s", scheme).isEqualTo(dealEpoch(living));
        }
    }

    @Test
    void shouldDealWhatAMissingRankHadFirstThingInTheNextStep() {
        Dealer dealer = new Dealer(Scheme.SHUFFLE, SEED, 20, Deal.even(3, 2));
        int[] before = dealer.order().clone();

        dealer.advanceWithout(ranks(1));

        assertThat(dealStep(dealer)).containsExactly(before[2], before[3], before[6], before[7], before[8], before[9]);
        assertThat(dealStep(dealer)).startsWith(before[10], before[11]);
    }

    /** Kills, joins and restarts at random: in each epoch every sample is contributed exactly once. */
    @Test
    void shouldContributeEverySampleOnceWhateverGoesMissing() {
        for (int seed = 0; seed < 300; seed++) {
            SplitMix random = new SplitMix(seed);
            Scheme scheme = ONCE_AN_EPOCH.get(seed % ONCE_AN_EPOCH.size());
            int samples = 1 + random.below(300);
            Dealer dealer = new Dealer(scheme, SEED, samples, anyDeal(random));
            List<Integer> contributed = new ArrayList<>();
            while (dealer.epoch() == 0) {
                contributed.addAll(stepWithSomeMissing(dealer, random));
                if (dealer.epoch() == 0 && random.below(2) == 0) {
                    Deal next = anyDeal(random);
                    DataCursor cursor = random.below(2) == 0 ? dealer.cursor() : withoutNeedlessHistory(dealer, scheme);
                    dealer.change(next);
                    Dealer resumed = new Dealer(scheme, SEED, samples, next);
                    resumed.resume(cursor);
                    assertThat(resumed.order()).as("seed %d", seed).endsWith(rest(dealer));
                    dealer = random.below(2) == 0 ? resumed : dealer;
                }
            }
            assertThat(sorted(contributed)).as("seed %d %s", seed, scheme).isEqualTo(ascending(samples));
        }
    }

    private static DataCursor withoutNeedlessHistory(Dealer dealer, Scheme scheme) {
        DataCursor whole = dealer.cursor();
        return scheme == Scheme.SHUFFLE
                ? new DataCursor(whole.epoch(), whole.place(), whole.returned(), List.of())
                : whole;
    }

    private static List<Integer> stepWithSomeMissing(Dealer dealer, SplitMix random) {
        BitSet missing = new BitSet();
        List<Integer> contributed = new ArrayList<>();
        int ranks = dealer.cursor()
                .rings()
                .get(dealer.cursor().rings().size() - 1)
                .batches()
                .size();
        for (int rank = 0; rank < ranks; rank++) {
            missing.set(rank, random.below(2) == 0);
            for (int i = 0; i < dealer.count(rank) && !missing.get(rank); i++) {
                contributed.add(dealer.order()[dealer.from(rank) + i]);
            }
        }
        dealer.advanceWithout(missing);
        return contributed;
    }

    private static Deal anyDeal(SplitMix random) {
        int[] batches = new int[1 + random.below(6)];
        Arrays.setAll(batches, rank -> 1 + random.below(8));
        return Deal.of(batches);
    }

    private static int[] rest(Dealer dealer) {
        return Arrays.copyOfRange(dealer.order(), dealer.from(0), dealer.order().length);
    }

    private static BitSet ranks(int... ranks) {
        BitSet set = new BitSet();
        Arrays.stream(ranks).forEach(set::set);
        return set;
    }

    @Test
    void shouldRefuseACursorBeyondTheData() {
        Dealer dealer = new Dealer(Scheme.SHUFFLE, SEED, 100, Deal.even(2, 8));

        assertThatThrownBy(() -> dealer.resume(DataCursor.at(0, 100)))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining("does not fit a data set of 100 training samples");
    }

    @Test
    void shouldKnowItsStepsAndItsLast() {
        Dealer dealer = new Dealer(Scheme.SHUFFLE, SEED, 100, Deal.even(3, 11));

        assertThat(dealer.stepsPerEpoch()).isEqualTo(4);
        skip(dealer, 3);
        assertThat(dealer.isLastOfEpoch()).isTrue();
        assertThat(dealer.total()).isEqualTo(1);
        assertThat(dealer.count(1)).isZero();
        dealer.advance();
        assertThat(dealer.isLastOfEpoch()).isFalse();
    }

    @Test
    void shouldAllocateNothingInAStep() {
        Dealer dealer = new Dealer(Scheme.SHUFFLE, SEED, 10_000_000, Deal.even(4, 16));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        walk(dealer, 1_000);
        threads.getThreadAllocatedBytes(self);

        long before = threads.getThreadAllocatedBytes(self);
        walk(dealer, 100_000);
        long after = threads.getThreadAllocatedBytes(self);

        assertThat(after - before).isLessThan(10_000);
    }

    private static void walk(Dealer dealer, int steps) {
        for (int step = 0; step < steps; step++) {
            int end = dealer.from(3) + dealer.count(3);
            assert end <= dealer.order().length;
            dealer.advance();
        }
    }

    private static void skip(Dealer dealer, int steps) {
        for (int step = 0; step < steps; step++) {
            dealer.advance();
        }
    }

    /** The samples of this step, all ranks together, and on to the next. */
    private static List<Integer> dealStep(Dealer dealer) {
        int[] order = dealer.order();
        List<Integer> dealt = Arrays.stream(order, dealer.from(0), dealer.from(0) + dealer.total())
                .boxed()
                .toList();
        dealer.advance();
        return dealt;
    }

    private static List<Integer> dealEpoch(Dealer dealer) {
        int epoch = dealer.epoch();
        List<Integer> dealt = new ArrayList<>();
        while (dealer.epoch() == epoch) {
            dealt.addAll(dealStep(dealer));
        }
        return dealt;
    }

    private static List<Integer> sorted(List<Integer> samples) {
        return samples.stream().sorted().toList();
    }

    private static List<Integer> ascending(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
