package io.rondo.peer.train;

import io.rondo.allreduce.Ring;
import io.rondo.peer.serve.Answers;
import io.rondo.peer.serve.Client;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Mode {@code central}, a worker's side: gradients go to the servers, parameters come back when the servers' rule of
 * consistency lets this worker go on. The updaters are the servers'. With the rule {@code bsp} this is a synchronous
 * exchange like the ring's, to the same bits.
 */
public final class CentralExchange implements Exchange {
    private static final int ALIGNMENT_BYTES = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment gradients;
    private final MemorySegment parameters;
    private final MemorySegment state;
    private final Client client;
    private final ServedRing ring;
    private final StepWatch watch;
    private final List<Integer> workers; // of the config
    private final LongConsumer onStep;
    private final PushFilter filter; // null: all is pushed
    private final Map<Integer, List<Integer>> workersOf = new HashMap<>(); // by generation
    private boolean wasDropped;
    private long samples; // of all workers, as the servers last said
    private double lossSum;

    /**
     * @param ring whose side is the client
     * @param workers ids of the config's workers
     * @param stateBytes of the updater's state
     * @param startSamples that an earlier process of the run has counted
     * @param filter what of a mean gradient is kept back: components no larger than this; 0: nothing
     * @param onStep told of each step before it pushes
     */
    public CentralExchange(
            Client client,
            ServedRing ring,
            StepWatch watch,
            List<Integer> workers,
            MemorySegment parameters,
            long stateBytes,
            long startSamples,
            double filter,
            LongConsumer onStep) {
        this.client = client;
        this.ring = ring;
        this.watch = watch;
        this.workers = workers;
        this.parameters = parameters;
        this.gradients = arena.allocate(parameters.byteSize(), ALIGNMENT_BYTES);
        this.state = arena.allocate(stateBytes, ALIGNMENT_BYTES);
        this.samples = startSamples;
        this.onStep = onStep;
        this.filter = filter == 0 ? null : new PushFilter(filter, parameters.byteSize());
    }

    @Override
    public MemorySegment gradients() {
        return gradients;
    }

    @Override
    public boolean enter() {
        ring.enter();
        noteWorkers();
        return true;
    }

    private List<Integer> noteWorkers() {
        return workersOf.computeIfAbsent(
                ring.generation(),
                generation ->
                        workers.stream().filter(ring.ring().peers()::contains).toList());
    }

    @Override
    public void begin(long step, long ofSamples) {
        watch.onStep(step);
    }

    @Override
    public StepOutcome apply(long step, long ofSamples, double itsLossSum) {
        watch.onExchanging(step);
        onStep.accept(step);
        if (filter != null) {
            filter.apply(gradients, ofSamples);
        }
        ask(() -> client.push(gradients, ofSamples, itsLossSum));
        Answers answers = client.answers();
        long samplesBefore = samples;
        double lossBefore = lossSum;
        note(answers);
        wasDropped = answers.note().isDropped();
        long samplesNow = samples - samplesBefore;
        double loss = samplesNow == 0 ? 0 : (lossSum - lossBefore) / samplesNow;
        int committedIn = answers.counts().committedIn();
        return new StepOutcome(
                samplesNow,
                loss,
                answers.waitNs(),
                answers.transferNs(),
                0,
                committedIn,
                GradientDigest.of(parameters),
                workersOf.getOrDefault(committedIn, noteWorkers()));
    }

    private void note(Answers answers) {
        if (answers.counts().samples() >= samples) { // else the part that had counted them is gone
            samples = answers.counts().samples();
            lossSum = answers.counts().lossSum();
        }
    }

    private void ask(Runnable request) {
        request.run();
        ring.await(client::isAnswered);
        noteWorkers();
    }

    @Override
    public Gathered gather(int valuesEach, GatherPart part) {
        List<Integer> here = noteWorkers();
        long[] mine = part.of(here.indexOf(own()), here.size());
        ask(() -> client.gather(mine));
        MemorySegment all = client.gathered();
        int count = (int) (all.byteSize() / Long.BYTES) / (1 + mine.length);
        List<Integer> peers = new ArrayList<>();
        long[] values = new long[count * mine.length];
        for (int i = 0; i < count; i++) {
            peers.add((int) all.getAtIndex(ValueLayout.JAVA_LONG, i));
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = all.getAtIndex(ValueLayout.JAVA_LONG, (long) count + i);
        }
        return new Gathered(peers, values);
    }

    private int own() {
        Ring now = ring.ring();
        return now.peerAt(now.rank());
    }

    /** Whether this worker is the first of those that are there. */
    public boolean isFirst() {
        return noteWorkers().get(0) == own();
    }

    /** The last push came too late: its samples count for nothing. */
    boolean wasDropped() {
        return wasDropped;
    }

    /** Samples of all workers in the servers' updates so far. */
    long samples() {
        return samples;
    }

    /** Sum of the losses over them, from this process's start. */
    double lossSum() {
        return lossSum;
    }

    /** Nobody needs to wait for this worker's pushes any more. */
    void retire() {
        ask(client::retire);
    }

    /** Fetches the parameters as they are. */
    void pull() {
        ask(client::pull);
        note(client.answers());
    }

    @Override
    public long bytes() {
        return client.sentBytes() + client.receivedBytes();
    }

    @Override
    public long savedBytes() {
        return client.savedBytes();
    }

    /** The servers' updater state, fetched from them. */
    @Override
    public MemorySegment updaterState() {
        if (state.byteSize() > 0) {
            ask(() -> client.fetchState(state));
        }
        return state;
    }

    @Override
    public void finish() {
        ask(client::done);
        ring.part();
    }

    @Override
    public void close() {
        ring.close();
        arena.close();
    }
}
