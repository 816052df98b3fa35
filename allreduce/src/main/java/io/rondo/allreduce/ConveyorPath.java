package io.rondo.allreduce;

import io.rondo.allreduce.kernel.ReduceKernel;

/**
 * Collectives whose bytes travel in Aeron frames from neighbour to neighbour: needs no memory that the ranks share. The
 * links are opened by the first collective that comes this way.
 */
final class ConveyorPath implements AutoCloseable {
    /** The driver must clean a link before it is full, and not oftener: it does so on the holder's time. */
    private static final int BUSY_CYCLES_PER_DRIVER_CYCLE = 4;

    private final Ring ring;
    private final DataTransport transport;
    private final Waiting waiting;
    private final int segmentBytes;
    private RingLink link;
    private ChunkOperation chunks;
    private BroadcastOperation broadcast;

    ConveyorPath(Ring ring, DataTransport transport, Waiting waiting, int segmentBytes) {
        this.ring = ring;
        this.transport = transport;
        this.waiting = waiting;
        this.segmentBytes = segmentBytes;
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
        link = new RingLink(transport, ring);
        chunks = new ChunkOperation(ring, link, segmentBytes);
        broadcast = new BroadcastOperation(ring, link, segmentBytes);
        waiting.reset();
        while (!link.isConnected()) {
            waiting.idle(ring.predecessor(), Rendezvous.OPENING_HOP);
        }
    }

    private void run(RingOperation operation) {
        waiting.reset();
        int busyCycles = 0;
        while (!operation.isDone()) {
            int work = operation.inject() + link.poll(operation);
            operation.throwIfFailed();
            if (work == 0 || ++busyCycles % BUSY_CYCLES_PER_DRIVER_CYCLE == 0) {
                transport.doWork();
            }
            if (work > 0) {
                waiting.reset();
            } else if (waiting.idle(ring.predecessor(), operation.awaitedHop()) && link.firstLeft() >= 0) {
                throw waiting.left(link.firstLeft(), operation.awaitedHop());
            }
        }
    }

    @Override
    public void close() {
        if (link != null) {
            link.close();
        }
    }
}
