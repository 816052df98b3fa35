package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.TransportTimeouts;
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
 * A process does with itself what it will do with others when it joins: it opens a driver, two ranks on two threads open rings,
 * share windows, meet, pass a state on, and reduce. All of that is slow the first time, while classes are loaded and nothing
 * is compiled, and the others would wait for it. What goes wrong here is no failure.
 */
public final class RingRehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(RingRehearsal.class);
    private static final int GENERATIONS = 2;
    private static final int RANKS = 2;
    private static final int ELEMENTS = 16 * 1024;
    private static final int REDUCES = 200;
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Path directory;
    private final PathSettings settings;

    private RingRehearsal(Path directory, PathSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /**
     * Takes some tenths of a second.
     *
     * @param directory for a driver, on a memory file system; nobody else uses it, and it is gone afterwards
     */
    public static void run(Path directory, PathSettings settings) {
        long beginNs = System.nanoTime();
        RingRehearsal rehearsal = new RingRehearsal(directory, settings);
        for (int generation = 1; generation <= GENERATIONS; generation++) {
            int number = generation;
            Thread other = new Thread(() -> rehearsal.play(number, 1), "rehearsal");
            other.setDaemon(true);
            other.start();
            rehearsal.play(number, 0);
            try {
                other.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        LOG.debug("rehearsed a join in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs));
    }

    private void play(int generation, int rank) {
        try {
            long deadlineNs = System.nanoTime() + SILENCE_NS;
            while (rank > 0 && !DataTransport.isDriverReady(directory) && System.nanoTime() - deadlineNs < 0) {
                LockSupport.parkNanos(POLL_NS);
            }
            Ring ring = Ring.ofOneHost("rehearsal", generation, List.of(0, 1), rank);
            try (DataTransport transport = DataTransport.open(directory, rank == 0, new TransportTimeouts(SILENCE_NS));
                    Collectives collectives =
                            Collectives.open(transport, ring, RingWatch.silence(SILENCE_NS), settings)) {
                play(collectives);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            LOG.debug("the rehearsal broke off: {}", e.toString());
        }
    }

    private static void play(Collectives ring) throws IOException {
        int rank = ring.ring().rank();
        BucketPlan plan = BucketPlan.whole(ELEMENTS);
        Target target = new Target(
                ring.window(RingSupply.targetBytes(4L * ELEMENTS, RANKS)).keep());
        Meeting.of(ring, Tenure.NONE, rank, Committed.NOTHING, Meeting.REDUCE);
        StateTransfer.run(ring, 0, rank == 1, new Nothing());
        RingBuckets buckets = new RingBuckets(ring, target.half(0).asSlice(0, 4L * ELEMENTS), plan);
        for (int i = 0; i < REDUCES; i++) {
            long arrivalNs = System.nanoTime();
            buckets.reduce(0, 1, 0);
            Committed step = Committed.reduced(1, ring.ring().peers(), RANKS, 0);
            buckets.outcome(step, buckets.memory(0), arrivalNs, System.nanoTime());
        }
        ring.rehearse(buckets.memory(0).asSlice(0, 4096));
        ring.barrier();
        target.release();
    }

    /** A state of a few bytes. */
    private static final class Nothing implements RunState {
        private final MemorySegment memory = Arena.ofAuto().allocate(4L * ELEMENTS, 64);

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
    }
}
