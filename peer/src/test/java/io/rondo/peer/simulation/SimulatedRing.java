package io.rondo.peer.simulation;

import io.rondo.allreduce.Chunks;
import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Lines;
import io.rondo.allreduce.LinkTally;
import io.rondo.allreduce.Messages;
import io.rondo.allreduce.Reduction;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.Window;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A model of the collectives of one generation, hop by hop as the real paths do them: the ranks meet, then rank c adds up
 * chunk c straight out of all sources into all targets, or chunks go round the ring. Every message is an event, every wait
 * asks the watch, and between two writes into others' memory there is time to die.
 */
final class SimulatedRing implements Collectives {
    /** How the bytes of a large buffer go. */
    enum Path {
        WINDOW,
        CONVEYOR
    }

    /** What peers tell each other in a meeting, and where the number of their commits stands: for a flaw. */
    private static final int MEETING_VALUES = 10;

    private static final int MEETING_COMMITTED = 1;

    private final SimulatedPeer peer;
    private final Ring ring;
    private final RingWatch watch;
    private final Path path;
    private final Inbox inbox;
    private final int[] sent; // frames by rank
    private final Frame[] calls; // of the operation under way, by rank
    private final List<Window> windows = new ArrayList<>(); // that go with it
    private int operation = -1;
    private double rider;
    private boolean isClosed;

    SimulatedRing(SimulatedPeer peer, Ring ring, RingWatch watch, Path path) {
        this.peer = peer;
        this.ring = ring;
        this.watch = watch;
        this.path = path;
        this.inbox = peer.inboxes().open(ring);
        this.sent = new int[ring.size()];
        this.calls = new Frame[ring.size()];
    }

    /** Returns when all ranks have opened theirs. */
    void open() {
        meet(Frame.OPEN, new Frame(ring.generation(), 0, 0, 0, 0, 0, 0, null, null, null, null));
    }

    @Override
    public Ring ring() {
        return ring;
    }

    @Override
    public long allReduce(
            MemorySegment source, MemorySegment target, Reduction reduction, long weight, double ownRider) {
        require(reduction == Reduction.AVERAGE, "training averages");
        call(weight, ownRider, null, source, target);
        long totalWeight = 0;
        rider = 0;
        for (Frame each : calls) {
            totalWeight += each.weight();
            rider += each.rider();
        }
        int length = (int) (source.byteSize() / Float.BYTES);
        long divisor = Math.max(1, totalWeight);
        if (path == Path.WINDOW || ring.size() == 1) {
            reduceByWindows(length, divisor);
        } else {
            reduceByConveyor(source, target, length, divisor);
        }
        return totalWeight;
    }

    private void reduceByWindows(int length, long divisor) {
        int size = ring.size();
        int rank = ring.rank();
        int begin = begin(length, rank);
        float[] sum = floats(calls[rank].source(), begin, begin(length, rank + 1));
        for (int i = 1; i < size; i++) {
            add(calls[(rank + i) % size].source(), begin, sum);
        }
        divide(sum, divisor);
        for (int i = 0; i < size; i++) {
            int to = (rank + i) % size;
            if (i > 0) {
                peer.pauseAMoment();
            }
            peer.world().invariants().onWrite(ring, peer.world().memory().generationOf(calls[to].target()));
            MemorySegment.copy(
                    sum, 0, calls[to].target(), ValueLayout.JAVA_FLOAT, (long) begin * Float.BYTES, sum.length);
        }
        requireOpen(calls);
        leave();
    }

    /** As the headers of the real windows tell: they are still in use in this generation, so what was read is good. */
    private void requireOpen(Frame... read) {
        for (Frame call : read) {
            int generation = peer.world().memory().generationOf(call.source());
            if (generation != ring.generation() && peer.world().flaw() != Flaw.A_SOURCE_IS_NOT_CHECKED) {
                throw new RingBrokenException(
                        "a window is not in use any more: generation=" + ring.generation() + " header=" + generation);
            }
        }
    }

    private void reduceByConveyor(MemorySegment source, MemorySegment target, int length, long divisor) {
        int size = ring.size();
        int addHops = size - 1;
        int first = begin(length, ring.rank());
        float[] chunk = floats(source, first, begin(length, ring.rank() + 1));
        for (int hop = 0; hop < 2 * addHops; hop++) {
            send(ring.successor(), hop, 0, 0, null, chunk, null, null);
            chunk = receive(ring.predecessor(), hop).payload().clone();
            int number = Math.floorMod(ring.rank() - hop - 1, size);
            if (hop < addHops) {
                add(source, begin(length, number), chunk);
            }
            if (hop == addHops - 1) {
                divide(chunk, divisor);
            }
            if (hop >= addHops - 1) {
                MemorySegment.copy(
                        chunk,
                        0,
                        target,
                        ValueLayout.JAVA_FLOAT,
                        (long) begin(length, number) * Float.BYTES,
                        chunk.length);
            }
        }
    }

    @Override
    public long[] allGather(long... mine) {
        call(0, 0, mine, null, null);
        long[] all = new long[ring.size() * mine.length];
        for (int rank = 0; rank < ring.size(); rank++) {
            long[] theirs = calls[rank].values();
            if (theirs == null || theirs.length != mine.length) {
                throw new RingBrokenException("rank " + rank + " called something else: generation=" + ring.generation()
                        + " operation=" + operation);
            }
            System.arraycopy(theirs, 0, all, rank * mine.length, mine.length);
            if (peer.world().flaw() == Flaw.A_MISSED_COMMIT_IS_SKIPPED && mine.length == MEETING_VALUES) {
                all[rank * mine.length + MEETING_COMMITTED] = mine[MEETING_COMMITTED];
            }
        }
        return all;
    }

    @Override
    public void broadcast(MemorySegment buffer, int root) {
        call(0, 0, null, buffer, buffer);
        int floats = (int) (buffer.byteSize() / Float.BYTES);
        if (path == Path.WINDOW || ring.size() == 1) {
            MemorySegment from = calls[root].source();
            if (ring.rank() != root) {
                MemorySegment.copy(from, 0, buffer, 0, from.byteSize());
            }
            requireOpen(calls[root]);
            leave();
            return;
        }
        int place = Math.floorMod(ring.rank() - root, ring.size());
        float[] payload = floats(buffer, 0, floats);
        if (place > 0) {
            payload = receive(ring.predecessor(), place - 1).payload();
            MemorySegment.copy(payload, 0, buffer, ValueLayout.JAVA_FLOAT, 0, floats);
        }
        if (place < ring.size() - 1) {
            send(ring.successor(), place, 0, 0, null, payload, null, null);
        }
    }

    @Override
    public void barrier() {
        call(0, 0, null, null, null);
    }

    private void call(long weight, double ownRider, long[] values, MemorySegment source, MemorySegment target) {
        operation++;
        Frame own = new Frame(
                ring.generation(),
                ring.rank(),
                0,
                operation,
                Frame.CALL,
                weight,
                ownRider,
                values == null ? null : values.clone(),
                null,
                source,
                target);
        meet(Frame.CALL, own);
    }

    private void leave() {
        meet(Frame.DONE, new Frame(ring.generation(), 0, 0, 0, 0, 0, 0, null, null, null, null));
    }

    private void meet(int hop, Frame own) {
        int rank = ring.rank();
        calls[rank] = hop == Frame.CALL ? own : calls[rank];
        for (int i = 1; i < ring.size(); i++) {
            int to = (rank + i) % ring.size();
            send(to, hop, own.weight(), own.rider(), own.values(), null, own.source(), own.target());
        }
        for (int i = 1; i < ring.size(); i++) {
            int from = (rank + i) % ring.size();
            Frame frame = receive(from, hop);
            calls[from] = hop == Frame.CALL ? frame : calls[from];
        }
    }

    private void send(
            int to,
            int hop,
            long weight,
            double ownRider,
            long[] values,
            float[] payload,
            MemorySegment source,
            MemorySegment target) {
        peer.requireAlive();
        Frame frame = new Frame(
                ring.generation(),
                ring.rank(),
                sent[to]++,
                operation,
                hop,
                weight,
                ownRider,
                values,
                payload,
                source,
                target);
        peer.world().sendFrame(peer.id(), ring.peerAt(to), frame);
    }

    private Frame receive(int rank, int hop) {
        peer.requireAlive();
        long beginNs = peer.nowNs();
        Frame frame = inbox.poll(rank);
        while (frame == null) {
            peer.await(inbox.from(rank));
            frame = inbox.poll(rank);
            if (frame == null) {
                watch.onWaiting(ring, rank, hop, peer.nowNs() - beginNs);
            }
        }
        peer.world().invariants().onAccepted(ring, frame);
        if (frame.operation() != operation || frame.hop() != hop) {
            throw new RingBrokenException("rank " + rank + " is at another hop: generation=" + ring.generation()
                    + " operation=" + operation + " hop=" + hop + " got " + frame);
        }
        return frame;
    }

    private int begin(int length, int chunk) {
        return (int) Chunks.begin(length, ring.size(), chunk);
    }

    private static float[] floats(MemorySegment memory, int begin, int end) {
        float[] floats = new float[end - begin];
        MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, (long) begin * Float.BYTES, floats, 0, floats.length);
        return floats;
    }

    private static void add(MemorySegment source, int begin, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += source.getAtIndex(ValueLayout.JAVA_FLOAT, begin + i);
        }
    }

    private static void divide(float[] sum, long divisor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= divisor;
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new UnsupportedOperationException(what);
        }
    }

    @Override
    public double rider() {
        return rider;
    }

    @Override
    public Window window(long lengthBytes) {
        Window window = peer.world().workshop().window(lengthBytes);
        peer.world().memory().assign(window.memory(), ring.generation());
        windows.add(window);
        return window;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            peer.inboxes().close(ring);
            windows.forEach(window -> peer.world().memory().close(window.memory()));
        }
    }

    @Override
    public void rehearse(MemorySegment buffer) {}

    @Override
    public Messages messages(Messages.Handler handler) {
        throw new UnsupportedOperationException("the ring mode says nothing beside the collectives");
    }

    @Override
    public Lines lines(List<Integer> ranks, Lines.Handler handler) {
        throw new UnsupportedOperationException("the ring mode has no servers");
    }

    @Override
    public MemorySegment windowOf(Window own, int rank) {
        return rank == ring.rank() ? own.memory() : null; // as between hosts
    }

    @Override
    public LinkTally tally() {
        return LinkTally.NONE;
    }

    @Override
    public int latencyBytes() {
        return 0;
    }

    @Override
    public long lastArrivalNs() {
        return 0;
    }

    @Override
    public void adopt(Window window) {
        throw new UnsupportedOperationException("the source is the supply's");
    }

    @Override
    public void reduceScatter(MemorySegment source, MemorySegment target, Reduction reduction) {
        throw new UnsupportedOperationException("training does not ask for it");
    }

    @Override
    public void allGather(MemorySegment source, MemorySegment target) {
        throw new UnsupportedOperationException("training does not ask for it");
    }
}
