package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten samples; the other peers are played by {@link FakeExchange}. */
class TrainingLoopTest {
    private final List<EpochSummary> evaluations = new ArrayList<>();
    private final List<LedgerEntry> committed = new ArrayList<>();
    private List<Integer> left = List.of(); // who commits from step 1 on
    private final FakeExchange exchange = new FakeExchange(TinyWorld.CALLS, List.of(0), mine -> mine.clone());

    @BeforeEach
    void forgetEarlierCalls() {
        TinyWorld.CALLS.clear();
        TinyWorld.SCORES.set(new float[4][7]);
    }

    @Test
    void shouldReadComputeExchangeAndEvaluateInThisOrder() {
        run("solo", "batch: 5, epochs: 1, digestEvery: 100", 0, LoopState.START);

        assertThat(TinyWorld.CALLS)
                .containsExactly(
                        "prepare",
                        "bind",
                        "initialise 1",
                        "read 5",
                        "compute 5",
                        "apply step=0 samples=5",
                        "step 1 epoch 0",
                        "boundary 1",
                        "read 5",
                        "compute 5",
                        "apply step=1 samples=5",
                        "step 2 epoch 0",
                        "gather 4", // digests: at the end, whatever digestEvery says
                        "gather 4", // test results
                        "evaluation 1",
                        "boundary 2 end",
                        "model closed",
                        "data closed");
    }

    @Test
    void shouldTakeWhatIsLeftInTheLastStepOfAnEpoch() {
        run("solo", "batch: 4, epochs: 2", 0, LoopState.START);

        assertThat(calls("apply"))
                .containsExactly(
                        "apply step=0 samples=4",
                        "apply step=1 samples=4",
                        "apply step=2 samples=2",
                        "apply step=3 samples=4",
                        "apply step=4 samples=4",
                        "apply step=5 samples=2");
        assertThat(evaluations).extracting(EpochSummary::step).containsExactly(3L, 6L);
        assertThat(evaluations).extracting(EpochSummary::epoch).containsExactly(1, 2);
    }

    @Test
    void shouldComputeOnNothingWhenTheEpochHasNoSampleLeftForIt() {
        run("ring", "batch: 3, epochs: 1", 2, LoopState.START); // 3 x 3 samples, then one for rank 0

        assertThat(calls("apply")).containsExactly("apply step=0 samples=3", "apply step=1 samples=0");
    }

    @Test
    void shouldEndWithinAnEpochWhenTheStepsAreDone() {
        run("solo", "batch: 2, epochs: 9, steps: 7", 0, LoopState.START);

        assertThat(calls("apply")).hasSize(7);
        assertThat(evaluations).extracting(EpochSummary::step).containsExactly(5L, 7L);
        assertThat(calls("boundary")).endsWith("boundary 7 end");
    }

    @Test
    void shouldGoOnWhereItStopped() {
        exchange.lossIs(3);
        LoopState stopped = run("solo", "batch: 2, epochs: 2, steps: 3", 0, LoopState.START);
        exchange.lossIs(1);
        TinyWorld.CALLS.clear();
        LoopState end = run("solo", "batch: 2, epochs: 2", 0, stopped);

        assertThat(calls("apply")).startsWith("apply step=3 samples=2").hasSize(7);
        assertThat(end.step()).isEqualTo(10);
        assertThat(evaluations).extracting(EpochSummary::step).containsExactly(3L, 5L, 10L);
        // The first epoch's loss is the mean over all of it, before and after the stop: (3 x 3 + 2 x 1) / 5.
        assertThat(evaluations).extracting(EpochSummary::loss).containsExactly(3.0, 2.2, 1.0);
    }

    @Test
    void shouldCompareTheReplicasEverySoManySteps() {
        run("solo", "batch: 2, epochs: 1, digestEvery: 2", 0, LoopState.START);

        List<String> sequence = new ArrayList<>(TinyWorld.CALLS);
        sequence.removeIf(call -> !call.startsWith("apply") && !call.startsWith("gather"));
        assertThat(sequence.stream().map(call -> call.split(" ")[0]))
                .containsExactly("apply", "apply", "gather", "apply", "apply", "gather", "apply", "gather", "gather");
    }

    @Test
    void shouldDealAgainWhatThoseHadWhoDidNotCommit() {
        left = List.of(0, 2);

        run("ring", "batch: 1, epochs: 2", 0, LoopState.START);

        assertThat(committed.get(0).shares()).hasSize(3);
        assertThat(committed.get(1).shares().stream().map(LedgerEntry.Share::peer))
                .containsExactly(0, 2);
        assertThat(committed.get(2).shares()).hasSize(2);
        for (int epoch = 0; epoch < 2; epoch++) {
            int each = epoch;
            int[] samples = committed.stream()
                    .filter(entry -> entry.epoch() == each)
                    .flatMap(entry -> entry.shares().stream())
                    .flatMapToInt(share -> Arrays.stream(share.samples()))
                    .sorted()
                    .toArray();
            assertThat(samples).containsExactly(IntStream.range(0, 10).toArray());
        }
    }

    @Test
    void shouldStopAtTheStepThatMadeTheLossInfinite() {
        exchange.lossIs(Double.NaN);

        assertThatThrownBy(() -> run("solo", "batch: 2, epochs: 1", 0, LoopState.START))
                .isInstanceOf(RondoException.class)
                .hasMessageStartingWith("the loss became NaN at step 1: lower training.optimizer.learningRate");
        assertThat(calls("boundary")).isEmpty(); // nothing is saved
    }

    private LoopState run(String mode, String training, int rank, LoopState start) {
        RondoConfig config = ConfigReader.readText(
                "mode: " + mode + "\nmodel: {class: " + TinyWorld.Echo.class.getName() + "}\ndata: {class: "
                        + TinyWorld.Data.class.getName() + "}\npeers: " + (mode.equals("ring") ? 3 : 1)
                        + "\ntraining: {" + training + "}",
                "test");
        try (Trainee trainee = Trainee.open(config, Choices.on(List.of()))) {
            trainee.bind(exchange.gradients());
            List<Integer> peers = config.peers().stream().map(peer -> peer.id()).toList();
            FakeExchange all = new FakeExchange(TinyWorld.CALLS, peers, mine -> repeated(mine, peers.size()));
            if (!left.isEmpty()) {
                all.commitsBy(1, left);
            }
            Exchange used = peers.size() == 1 ? exchange : all;
            TrainingLoop loop = new TrainingLoop(trainee, peers, rank, used, start, new Observer());
            loop.run();
            return loop.state();
        }
    }

    private static long[] repeated(long[] mine, int times) {
        long[] all = new long[mine.length * times];
        for (int i = 0; i < all.length; i++) {
            all[i] = mine[i % mine.length];
        }
        return all;
    }

    private static List<String> calls(String begin) {
        return TinyWorld.CALLS.stream().filter(call -> call.startsWith(begin)).toList();
    }

    private final class Observer implements TrainingObserver {
        @Override
        public void onCommit(LedgerEntry entry) {
            committed.add(entry);
        }

        @Override
        public void onStep(long step, int epoch, StepOutcome outcome, StepClock clock) {
            TinyWorld.CALLS.add("step " + step + " epoch " + epoch);
        }

        @Override
        public void onEvaluation(EpochSummary epoch) {
            TinyWorld.CALLS.add("evaluation " + epoch.epoch());
            evaluations.add(epoch);
        }

        @Override
        public void onBoundary(long step, boolean isEnd) {
            TinyWorld.CALLS.add("boundary " + step + (isEnd ? " end" : ""));
        }
    }
}
