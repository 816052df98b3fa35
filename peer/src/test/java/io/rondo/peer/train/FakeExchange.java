package io.rondo.peer.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Plays the other peers: {@code gather} answers what the test says, {@code apply} is written down. */
final class FakeExchange implements Exchange {
    private final List<String> calls;
    private final UnaryOperator<long[]> gathered;
    private final MemorySegment gradients = Arena.ofAuto().allocate(64, 64);
    private final Map<Long, List<Integer>> committedBy = new HashMap<>();
    private List<Integer> peers;
    private double loss = 1;

    FakeExchange(List<String> calls, List<Integer> peers, UnaryOperator<long[]> gathered) {
        this.peers = peers;
        this.calls = calls;
        this.gathered = gathered;
    }

    /** What every sample costs from now on. */
    void lossIs(double newLoss) {
        loss = newLoss;
    }

    /** From this step on these are left. */
    void commitsBy(long step, List<Integer> left) {
        committedBy.put(step, left);
    }

    @Override
    public MemorySegment gradients() {
        return gradients;
    }

    @Override
    public StepOutcome apply(long step, long samples, double lossSum) {
        peers = committedBy.getOrDefault(step, peers);
        calls.add("apply step=" + step + " samples=" + samples);
        return new StepOutcome(samples, loss, 0, 0, 0, 1, 0, peers);
    }

    @Override
    public Gathered gather(int valuesEach, GatherPart part) {
        long[] mine = part.of(0, peers.size());
        calls.add("gather " + mine.length + (mine.length == valuesEach ? "" : ", announced as " + valuesEach));
        return new Gathered(peers, gathered.apply(mine));
    }

    @Override
    public MemorySegment updaterState() {
        return MemorySegment.NULL;
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
