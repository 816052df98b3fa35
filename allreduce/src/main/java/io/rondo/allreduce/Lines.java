package io.rondo.allreduce;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.LogBufferDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Lines between this rank and some of the others, each heard by the one at its other end alone: a slow or dead rank holds up
 * nobody but those who speak to it, as it would with {@link Messages}. In memory within a host, over UDP on the first rail
 * between hosts. What is said on a line arrives once and in order, or the line breaks with the ring. One thread.
 */
public final class Lines implements AutoCloseable {
    /** Handed what another rank has said. */
    @FunctionalInterface
    public interface Handler {
        /** @return false to be handed the same again by the next poll: there is no room for it now */
        boolean onFrame(int fromRank, DirectBuffer buffer, int start, int lengthBytes);
    }

    private static final int FRAMES_PER_POLL = 32;
    private static final int IPC_FRAME_BYTES = 32 * 1024;
    private static final int FEW_LINES = 32;
    private static final int LARGE_TERM_BYTES = 1024 * 1024;
    private static final int SMALL_TERM_BYTES = 256 * 1024;
    private static final int META_DATA_BYTES = 4 * 1024;

    /** One other rank's two directions; null until the driver has answered. */
    private static final class Line {
        final int frameBytes;
        final long publicationId;
        final long subscriptionId;
        final ControlledFragmentHandler inbox;
        ExclusivePublication publication;
        Subscription subscription;

        Line(int frameBytes, long publicationId, long subscriptionId, ControlledFragmentHandler inbox) {
            this.frameBytes = frameBytes;
            this.publicationId = publicationId;
            this.subscriptionId = subscriptionId;
            this.inbox = inbox;
        }
    }

    private final Ring ring;
    private final DataTransport transport;
    private final Aeron aeron;
    private final Line[] lines; // by rank, null for those that this one does not speak to
    private final BufferClaim claim = new BufferClaim();

    private Lines(DataTransport transport, Ring ring, PathSettings settings, List<Integer> ranks, Handler handler) {
        this.ring = ring;
        this.transport = transport;
        this.aeron = transport.aeron();
        this.lines = new Line[ring.size()];
        Rails rails = null;
        for (int rank : ranks) {
            boolean sharesHost =
                    settings.kind() != TransportKind.UDP && ring.leaderOf(rank) == ring.leaderOf(ring.rank());
            if (!sharesHost && rails == null) {
                rails = new Rails(ring, settings.udp());
            }
            lines[rank] = sharesHost ? overIpc(rank, ranks.size(), handler) : overUdp(rank, rails, handler);
        }
    }

    /** Asks the driver for the lines and returns: they open while {@link #areOpen} is asked. */
    static Lines open(DataTransport transport, Ring ring, PathSettings settings, List<Integer> ranks, Handler handler) {
        return new Lines(transport, ring, settings, ranks, handler);
    }

    private static int termBytes(int count) {
        return count <= FEW_LINES ? LARGE_TERM_BYTES : SMALL_TERM_BYTES;
    }

    /** Shared memory of a rank's ends of so many lines within its host. */
    public static long logBytes(int count) {
        return (long) count * (LogBufferDescriptor.PARTITION_COUNT * termBytes(count) + META_DATA_BYTES);
    }

    private Line overIpc(int rank, int count, Handler handler) {
        String channel = "aeron:ipc?term-length=" + termBytes(count) + "|mtu=" + IPC_FRAME_BYTES;
        return new Line(
                IPC_FRAME_BYTES - DataHeaderFlyweight.HEADER_LENGTH,
                aeron.asyncAddExclusivePublication(channel, StreamIds.lineWithin(ring, ring.rank(), rank)),
                aeron.asyncAddSubscription(channel, StreamIds.lineWithin(ring, rank, ring.rank())),
                inbox(rank, handler));
    }

    private Line overUdp(int rank, Rails rails, Handler handler) {
        return new Line(
                rails.frameBytes() - DataHeaderFlyweight.HEADER_LENGTH,
                aeron.asyncAddExclusivePublication(
                        rails.linePublication(rank), StreamIds.lineBetween(ring, ring.rank())),
                aeron.asyncAddSubscription(rails.subscription(0), StreamIds.lineBetween(ring, rank)),
                inbox(rank, handler));
    }

    private static ControlledFragmentHandler inbox(int from, Handler handler) {
        return (buffer, start, lengthBytes, header) ->
                handler.onFrame(from, buffer, start, lengthBytes) ? Action.CONTINUE : Action.ABORT;
    }

    /** True when both ends of every line are there. */
    public boolean areOpen() {
        transport.doWork();
        boolean areOpen = true;
        for (Line line : lines) {
            if (line != null) {
                line.publication =
                        line.publication == null ? aeron.getExclusivePublication(line.publicationId) : line.publication;
                line.subscription =
                        line.subscription == null ? aeron.getSubscription(line.subscriptionId) : line.subscription;
                areOpen &= line.publication != null
                        && line.subscription != null
                        && line.publication.isConnected()
                        && line.subscription.isConnected();
            }
        }
        return areOpen;
    }

    /** The most that one frame to a rank takes. */
    public int frameBytes(int rank) {
        return lines[rank].frameBytes;
    }

    /**
     * Claims a frame to a rank; {@link #commit} sends it.
     *
     * @return where to write it, or null when there is no room for it now: go on polling
     * @throws RingBrokenException when this rank's own end is gone
     */
    public BufferClaim tryClaim(int rank, int lengthBytes) {
        return Claims.tryClaim(lines[rank].publication, lengthBytes, claim, ring) > 0 ? claim : null;
    }

    public void commit() {
        claim.commit();
    }

    /**
     * Hands what has come to the handler, and has the host's data driver do a bit of its work if it is held here.
     *
     * @return how much it was
     * @throws RingBrokenException when the driver is lost
     */
    public int poll() {
        transport.doWork();
        int polled = 0;
        for (Line line : lines) {
            if (line != null) {
                polled += line.subscription.controlledPoll(line.inbox, FRAMES_PER_POLL);
            }
        }
        if (transport.failure() != null) {
            throw Waiting.driverLost(ring, ring.rank(), 0, transport.failure());
        }
        return polled;
    }

    @Override
    public void close() {
        for (Line line : lines) {
            if (line != null) {
                close(line);
            }
        }
    }

    private void close(Line line) {
        if (line.publication != null) {
            line.publication.close();
        } else if (!aeron.isClosed()) {
            aeron.asyncRemovePublication(line.publicationId);
        }
        if (line.subscription != null) {
            line.subscription.close();
        } else if (!aeron.isClosed()) {
            aeron.asyncRemoveSubscription(line.subscriptionId);
        }
    }
}
