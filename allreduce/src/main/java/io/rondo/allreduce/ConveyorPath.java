package io.rondo.allreduce;

import io.rondo.allreduce.kernel.ReduceKernel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collectives whose bytes travel in Aeron frames from neighbour to neighbour: needs no memory that the ranks share. The
 * links are opened by the first collective that comes this way.
 *
 * <p>A rail may die with frames on it. So when nothing has come for a while on a link of several rails, a rank tells its
 * predecessor what it lacks, and gets that by the other rails; and it leaves the operation only when all have all.
 */
final class ConveyorPath implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConveyorPath.class);

    /** Far above what a living rail needs to send again what was lost on the way. */
    private static final long WANT_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The next wish, once it is known that something is missing. */
    private static final long WANT_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(4);

    /** For a rail that is down from the start. */
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(300);

    private static final int WANTED_AT_ONCE = (Rails.MESH_FRAME_BYTES - 32 - CallFrame.WANT_BYTES) / Long.BYTES;

    private final Ring ring;
    private final DataTransport transport;
    private final Rendezvous rendezvous;
    private final Waiting waiting;
    private final RingWatch watch;
    private final Supplier<RingLink> opener;
    private final int[] wanted = new int[2 * WANTED_AT_ONCE];
    private RingLink link;
    private ChunkOperation chunks;
    private BroadcastOperation broadcast;
    private long wantedNs;
    private boolean isMending;

    /** @param opener of the link to both neighbours */
    ConveyorPath(
            Ring ring,
            DataTransport transport,
            Rendezvous rendezvous,
            Waiting waiting,
            RingWatch watch,
            Supplier<RingLink> opener) {
        this.ring = ring;
        this.transport = transport;
        this.rendezvous = rendezvous;
        this.waiting = waiting;
        this.watch = watch;
        this.opener = opener;
    }

    /** Runs a collective whose calls have been exchanged. */
    void run(Call call, ReduceKernel kernel, long divisor) {
        if (link == null) {
            open();
        }
        if (call.collective == Collective.BROADCAST) {
            broadcast.begin(call);
            run(broadcast);
        } else {
            chunks.begin(call, kernel, divisor);
            run(chunks);
        }
    }

    private void open() {
        link = opener.get();
        chunks = new ChunkOperation(ring, link, watch);
        broadcast = new BroadcastOperation(ring, link, watch);
        waiting.reset();
        int connected = link.connected();
        while (connected < link.rails() && (connected == 0 || waiting.waitedNs() < PATIENCE_NS)) {
            waiting.idle(ring.predecessor(), Rendezvous.OPENING_HOP);
            connected = link.connected();
        }
        if (connected < link.rails()) {
            LOG.warn("{} of {} rails are connected: peer={}", connected, link.rails(), ring.peerAt(ring.rank()));
        }
    }

    private void run(RingOperation operation) {
        boolean hasRails = link.rails() > 1;
        if (hasRails) {
            beginToMend(operation);
        }
        waiting.reset();
        int busyCycles = 0;
        while (!operation.isDone()) {
            int work = operation.inject() + link.poll(operation);
            operation.throwIfFailed();
            if (work == 0 || ++busyCycles % link.cyclesPerDriverCycle() == 0) {
                transport.doWork();
            }
            if (work > 0) {
                waiting.reset();
            } else if (waiting.idle(ring.predecessor(), operation.awaitedHop()) && link.firstLeft() >= 0) {
                throw waiting.left(link.firstLeft(), operation.awaitedHop());
            }
            if (hasRails && work == 0) {
                mend(operation);
            }
        }
        if (hasRails) {
            rendezvous.leave();
        }
    }

    private void beginToMend(RingOperation operation) {
        rendezvous.onWants(operation);
        for (int rail = 0; rail < link.rails(); rail++) {
            link.onHeard(rail, rendezvous.heard(rail));
        }
        link.begin();
        isMending = false;
    }

    /** Gives the successor what it lacks, and tells the predecessor what this rank lacks. */
    private void mend(RingOperation operation) {
        rendezvous.listen(ring.successor());
        long patienceNs = isMending ? WANT_AGAIN_NS : WANT_AFTER_NS;
        long nowNs = System.nanoTime();
        if (waiting.waitedNs() > patienceNs && nowNs - wantedNs > patienceNs) {
            isMending = true;
            wantedNs = nowNs;
            rendezvous.sendWant(wanted, operation.missing(wanted));
        }
    }

    LinkTally tally() {
        if (link == null) {
            return LinkTally.NONE;
        }
        FrameFilter ofChunks = chunks.filter();
        FrameFilter ofBroadcasts = broadcast.filter();
        return new LinkTally(
                ofChunks.stale() + ofBroadcasts.stale(), ofChunks.foreign() + ofBroadcasts.foreign(), link.refusals());
    }

    @Override
    public void close() {
        if (link != null) {
            link.close();
        }
    }
}
