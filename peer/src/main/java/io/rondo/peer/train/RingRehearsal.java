package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.allreduce.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process does with itself what it will do with others: it opens a driver, two ranks on two threads open a ring, pass a state on,
 * reduce step after step, and go on in the next ring each time that one breaks. All of that is slow the first time, while classes
 * are loaded and nothing is compiled, and the others would wait for it. What goes wrong here is no failure.
 */
public final class RingRehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(RingRehearsal.class);
    private static final int RINGS = 4;
    private static final int STEPS_A_RING = 50;
    private static final int RANKS = 2;
    private static final int ELEMENTS = 16 * 1024;
    private static final long VECTOR_BYTES = (long) ELEMENTS * Float.BYTES;
    private static final int REHEARSED_BYTES = 4096;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Path directory;
    private final PathSettings settings;
    private final long deadlineNs = System.nanoTime() + LIMIT_NS;
    /** Generations up to this one are to break. */
    private volatile int broken;

    private RingRehearsal(Path directory, PathSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /**
     * Takes some tenths of a second, on busy cores seconds.
     *
     * @param directory for a driver, on a memory file system; nobody else uses it, and it is gone afterwards
     */
    public static void run(Path directory, PathSettings settings) {
        long beginNs = System.nanoTime();
        RingRehearsal rehearsal = new RingRehearsal(directory, settings);
        Thread other = new Thread(() -> rehearsal.play(1), "rehearsal");
        other.setDaemon(true);
        other.start();
        rehearsal.play(0);
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.debug("rehearsed the ring in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs));
    }

    private void play(int rank) {
        while (rank > 0 && !DataTransport.isDriverReady(directory) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
        Nothing nothing = new Nothing();
        try (DataTransport transport = DataTransport.open(directory, rank == 0, new TransportTimeouts(LIMIT_NS));
                RingExchange exchange = new RingExchange(
                        new Supply(transport, rank), BucketPlan.whole(ELEMENTS), nothing, nothing, nothing)) {
            exchange.enter();
            for (int step = 0; step < RINGS * STEPS_A_RING; step++) {
                exchange.begin(step, 1);
                exchange.onFinal(0, nothing);
                if (step > 0 && step % STEPS_A_RING == 0) {
                    broken = step / STEPS_A_RING;
                }
                exchange.apply(step, 1, 0);
            }
            exchange.finish();
        } catch (RuntimeException e) {
            LOG.debug("the rehearsal broke off: {}", e.toString());
        }
    }

    private boolean isOver() {
        return System.nanoTime() - deadlineNs > 0;
    }

    /** Breaks the rings that are to break, and all of them when the time is over. */
    private void watch(Ring ring, int rank, int hop, long waitedNs) {
        if (ring.generation() <= broken || isOver()) {
            throw new RingBrokenException("a rehearsal of generation " + (ring.generation() + 1));
        }
    }

    /** Rings of two ranks, as many as are asked for in time. */
    private final class Supply implements RingSupply {
        private final DataTransport transport;
        private final int rank;
        private final MemorySegment source = Arena.ofAuto().allocate(VECTOR_BYTES, HALVES_ALIGNMENT);
        private final RingWatch watch = RingRehearsal.this::watch;
        private int newest; // that was opened, or tried

        Supply(DataTransport transport, int rank) {
            this.transport = transport;
            this.rank = rank;
        }

        @Override
        public MemorySegment source() {
            return source;
        }

        @Override
        public Opened open(int generation, RingBrokenException cause) {
            if (isOver()) {
                throw new IllegalStateException("there was no time for more");
            }
            newest = Math.max(newest, generation) + 1; // not twice the same: it may be one that is to break
            Ring ring = Ring.ofOneHost("rehearsal", newest, List.of(0, 1), rank);
            Collectives opened = Collectives.open(transport, ring, watch, settings);
            if (newest == 1) {
                StateTransfer.run(opened, 0, rank == 1, new Nothing());
            }
            Target target = new Target(window(opened));
            opened.rehearse(target.memory().asSlice(0, REHEARSED_BYTES));
            return new Opened(opened, target);
        }

        private Window window(Collectives ring) {
            try {
                return ring.window(RingSupply.targetBytes(VECTOR_BYTES, RANKS)).keep();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void requireEnough(Ring ring, boolean isBeginning) {
            // two are enough
        }
    }

    /** No gradients, no updater, and a state of a few bytes. */
    private static final class Nothing implements RunState, Updater, GradientSums, StepWatch {
        private final MemorySegment memory = Arena.ofAuto().allocate(VECTOR_BYTES, RingSupply.HALVES_ALIGNMENT);

        @Override
        public byte[] describe() {
            return new byte[1];
        }

        @Override
        public List<MemorySegment> memory() {
            return List.of(memory);
        }

        @Override
        public void become(byte[] description) {}

        @Override
        public void apply(MemorySegment gradient, long divisor, long step) {}

        @Override
        public MemorySegment state() {
            return MemorySegment.NULL;
        }

        @Override
        public void write(int bucket, MemorySegment into) {
            MemorySegment.copy(memory, 0, into, 0, into.byteSize());
        }

        @Override
        public void writeInPlace(int bucket) {}

        @Override
        public void onStep(long step) {}

        @Override
        public void onExchanging(long step) {}

        @Override
        public void onRecovered(Ring ring, long sinceBreakNs) {}

        @Override
        public void onClosing(Ring ring) {}
    }
}
