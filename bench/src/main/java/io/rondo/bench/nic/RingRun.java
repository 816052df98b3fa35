package io.rondo.bench.nic;

import io.aeron.driver.status.SystemCounterDescriptor;
import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Reduction;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.Seat;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Aeron as Rondo uses it: a ring over some hosts and rails with a driver of its own. One direction is a broadcast, which
 * sends segments down a link and nothing back; both are an all-reduce. The ring stays open until all hosts are done: who
 * leaves first would leave others without what they still lack.
 */
final class RingRun implements AutoCloseable {
    /** Processes may wait for a core: nobody is dead before so long. */
    static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(10);

    private static final TransportTimeouts TIMEOUTS = new TransportTimeouts(SILENCE_NS);
    private static final Reduction SUM = new Reduction(ElementType.FLOAT32, Operator.SUM);
    /** Of each operation, uncounted: opens links, compiles loops, lets lanes learn how fast they are. */
    private static final int WARM_UPS = 3;

    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final DataTransport transport;
    private final Thread keeper;
    private volatile boolean isClosed;
    private Collectives collectives;

    /** @param directory for a driver, on a memory file system */
    RingRun(Path directory, boolean offload) {
        transport = DataTransport.open(directory, true, TIMEOUTS, offload);
        keeper = new Thread(this::keep, "keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    private void keep() {
        while (!isClosed) {
            transport.doWork();
            LockSupport.parkNanos(TICK_NS);
        }
    }

    /** @param rank of this host among those of the order */
    Message.Reduced run(List<Seat> seats, int rank, Message.Reduce order, PathSettings settings) {
        Ring ring = new Ring("nic", order.generation(), seats, rank);
        collectives = Collectives.open(transport, ring, RingWatch.silence(SILENCE_NS), settings);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(order.bytes(), Long.BYTES);
            List<Message.Share> broadcasts = new ArrayList<>();
            for (int root = 0; order.directions() && root < seats.size(); root++) {
                int from = root;
                broadcasts.add(measure(order.runs(), () -> collectives.broadcast(buffer, from)));
            }
            return new Message.Reduced(
                    broadcasts, measure(order.runs(), () -> collectives.allReduce(buffer, buffer, SUM)));
        }
    }

    private Message.Share measure(int runs, Runnable operation) {
        for (int i = 0; i < WARM_UPS; i++) {
            operation.run();
        }
        long naks = count(SystemCounterDescriptor.NAK_MESSAGES_SENT);
        long retransmits = count(SystemCounterDescriptor.RETRANSMITS_SENT);
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            collectives.barrier();
            long beginNs = System.nanoTime();
            operation.run();
            nanos.add(System.nanoTime() - beginNs);
        }
        collectives.barrier(); // everything has arrived
        return new Message.Share(
                nanos,
                count(SystemCounterDescriptor.NAK_MESSAGES_SENT) - naks,
                count(SystemCounterDescriptor.RETRANSMITS_SENT) - retransmits);
    }

    private long count(SystemCounterDescriptor counter) {
        return transport.counters().getCounterValue(counter.id());
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            keeper.join(TimeUnit.NANOSECONDS.toMillis(SILENCE_NS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (collectives != null) {
            collectives.close();
        }
        transport.close();
    }
}
