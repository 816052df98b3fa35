package io.rondo.allreduce;

import io.rondo.allreduce.kernel.ElementType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What the ranks of a ring do together: all-reduce, reduce-scatter, all-gather, broadcast, barrier. Every rank calls the
 * same collectives in the same order with buffers of the same length; they may follow each other at once. One thread, the
 * exchange thread, calls all methods; meanwhile and in between somebody calls {@link DataTransport#doWork} every
 * millisecond or so.
 *
 * <p>Buffers lie off the heap and hold elements in native byte order. Small ones take the latency path, those in
 * {@linkplain #window windows} the window path, others the conveyor, over IPC or UDP. A ring whose ranks are all on one
 * host, or each on a host of its own, is <b>flat</b>: all its paths add in the <b>canonical order</b> (see the package) and
 * so end with the same bits on every rank. A ring of several hosts with several ranks each is <b>mixed</b>: it adds in
 * the canonical order within each host, then in that of the hosts.
 *
 * <p>A call returns with the result or throws {@link RingBrokenException}, which names the peer, the hop and the
 * milliseconds; after that the ring is of no more use and is closed. Sources are never written, so a failed reduce from
 * a source to another target had no effect and can be tried again on a new ring. Hops in messages: -1 while the ring opens,
 * 0 for the other ranks' calls, 1 for the end of their work on windows; on the conveyor, hops of the ring.
 */
public interface Collectives extends AutoCloseable {
    /**
     * Opens this rank's links and waits until all ranks have opened theirs.
     *
     * @throws RingBrokenException when the watch ends the wait
     * @throws IllegalArgumentException when a seat's address or the settings do not fit this host
     */
    static Collectives open(DataTransport transport, Ring ring, RingWatch watch, PathSettings settings) {
        int hosts = ring.leaders().length;
        if (settings.kind() == TransportKind.UDP || (hosts == ring.size() && hosts > 1)) {
            return FlatCollectives.open(transport, ring, watch, settings, new Rails(ring, settings.udp()));
        }
        return hosts == 1
                ? FlatCollectives.open(transport, ring, watch, settings, null)
                : MixedCollectives.open(transport, ring, watch, settings);
    }

    /**
     * Has the JIT compile an all-reduce before it matters. A collective; some 0.1 s, and little more than 0.3 s at the most.
     *
     * @param buffer of whole float32 values, as long on every rank: holds whatever afterwards; a few KiB are enough, and as
     *     those of the real buffers where it lies in a window
     */
    default void rehearse(MemorySegment buffer) {
        Rehearsal.run(this, buffer);
    }

    /** Buffers up to this size take the latency path. */
    int latencyBytes();

    /** This rank's place among all. */
    Ring ring();

    /**
     * Memory for buffers that all ranks of this host can reach; with the transport kinds {@code ipc} and {@code udp}, and
     * where there are no windows, memory of this process alone. A collective: every rank calls it. The window lives as long
     * as this ring.
     *
     * @param lengthBytes the same on every rank
     * @throws IOException on every rank of a host, when one has no room for its window
     */
    Window window(long lengthBytes) throws IOException;

    /**
     * As {@link #window}, with memory that an earlier ring of this process has made and that was {@linkplain Window#keep
     * kept}: what lies in it stays, and belongs to this ring's generation from now on. Others of the host may call {@link
     * #window} instead.
     *
     * @throws IOException on every rank of a host, when one has no room for its window
     */
    void adopt(Window window) throws IOException;

    /**
     * The memory of a window that {@link #window} or {@link #adopt} gave this rank, in another rank: to be read only, and
     * only as long as this ring is open.
     *
     * @return null where the rank's memory cannot be mapped: it is on another host, or there are no windows
     */
    MemorySegment windowOf(Window own, int rank);

    /**
     * Opens a second voice between this ring's ranks. Asks the driver for the links and returns: they open while it is
     * polled.
     */
    Messages messages(Messages.Handler handler);

    /**
     * Opens lines to some other ranks, who open theirs to this one. Asks the driver for them and returns.
     *
     * @throws IllegalArgumentException when a seat's address does not fit this host
     */
    Lines lines(List<Integer> ranks, Lines.Handler handler);

    /**
     * {@code target = sum, average, least or greatest of all sources}, on every rank.
     *
     * @param source this rank's elements; never written (unless it is the target)
     * @param target as long as the source; the same segment for an all-reduce in place, otherwise apart from it
     * @throws RingBrokenException when the ring breaks or the ranks' lengths differ
     */
    default void allReduce(MemorySegment source, MemorySegment target, Reduction reduction) {
        allReduce(source, target, reduction, 1, 0);
    }

    /**
     * As above, with weights: an average is the sum of all sources divided once by the sum of all weights; with no weight
     * anywhere it is left undivided. The sources are sums already (of so many samples' gradients), not multiplied by their weights here.
     *
     * @param weight what this rank's elements count for, 0 or more
     * @param rider one more value, summed up in rank order (mixed: within hosts, then over hosts) into {@link #rider}: costs
     *     nothing
     * @return the sum of all ranks' weights
     */
    long allReduce(MemorySegment source, MemorySegment target, Reduction reduction, long weight, double rider);

    /** Of the last all-reduce: the sum of all ranks' riders. */
    double rider();

    /** Of the last collective: when the last rank arrived, by this host's {@link System#nanoTime}; heard, of other hosts. */
    long lastArrivalNs();

    /**
     * Each rank's chunk of what {@link #allReduce} would give: rank r ends with the elements floor(r * L / n) up to
     * floor((r + 1) * L / n).
     *
     * @param target as long as this rank's chunk ({@link #chunkBytes})
     */
    void reduceScatter(MemorySegment source, MemorySegment target, Reduction reduction);

    /** Length of this rank's chunk of a buffer of {@code lengthBytes}. */
    default long chunkBytes(long lengthBytes, ElementType type) {
        Ring ring = ring();
        return Chunks.length(lengthBytes / type.bytes(), ring.size(), ring.rank()) * type.bytes();
    }

    /**
     * Every rank's source, in rank order, on every rank.
     *
     * @param source as long on every rank; may be this rank's place in the target
     * @param target as long as all sources together
     */
    void allGather(MemorySegment source, MemorySegment target);

    /**
     * Every rank's values, in rank order.
     *
     * @param mine this rank's values, as many on every rank
     * @return {@code size * mine.length} values
     */
    long[] allGather(long... mine);

    /**
     * The root's elements, on every rank.
     *
     * @param buffer read on the root, written on all others
     * @param root rank of the one that gives
     */
    void broadcast(MemorySegment buffer, int root);

    /** Returns when all ranks have called. */
    void barrier();

    /** What its links have met so far; between collectives. */
    LinkTally tally();

    @Override
    void close();
}
