package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;
import org.agrona.DirectBuffer;

/**
 * A ring's second voice, beside the collectives: any rank may say something to all others at any time, and nobody waits.
 * A message goes out whole or not at all; before all ranks hear each other it may reach only some. It comes to each of
 * them once on every rail, in the order it was sent there: whoever hears it must take no harm from hearing it again.
 * Messages of other generations do not come. One thread, not necessarily that of the collectives.
 */
public final class Messages implements AutoCloseable {
    /** Fits every transport. */
    public static final int MAX_BYTES = Rails.MESH_FRAME_BYTES - 32;

    private static final int MESSAGES_PER_POLL = 32;

    /** Is handed what others say; must not throw. */
    @FunctionalInterface
    public interface Handler {
        void onMessage(int fromRank, DirectBuffer buffer, int start, int lengthBytes);
    }

    private final Ring ring;
    private final Mesh mesh;
    private final BufferClaim claim = new BufferClaim();
    private final ControlledFragmentHandler[] inboxes; // by rank
    private boolean seesAll;

    private Messages(DataTransport transport, Ring ring, Rails rails, Handler handler) {
        this.ring = ring;
        mesh = Mesh.forMessages(transport, ring, rails);
        inboxes = new ControlledFragmentHandler[ring.size()];
        for (int rank = 0; rank < inboxes.length; rank++) {
            int from = rank;
            inboxes[rank] = (buffer, start, lengthBytes, header) -> {
                handler.onMessage(from, buffer, start, lengthBytes);
                return ControlledFragmentHandler.Action.CONTINUE;
            };
        }
    }

    /** Asks the driver for the links and returns: they open while this is polled. */
    static Messages open(DataTransport transport, Ring ring, PathSettings settings, Handler handler) {
        boolean isOneHost = settings.kind() != TransportKind.UDP && ring.leaders().length == 1;
        return new Messages(transport, ring, isOneHost ? null : new Rails(ring, settings.udp()), handler);
    }

    /**
     * @return false when there is no room for it now, or the link is not open yet: say it again
     * @throws RingBrokenException when this rank's own end is gone
     */
    public boolean offer(DirectBuffer buffer, int start, int lengthBytes) {
        if (lengthBytes > MAX_BYTES) {
            throw new IllegalArgumentException("a message of " + lengthBytes + " bytes, the most is " + MAX_BYTES);
        }
        if (ring.size() == 1 || !mesh.isOpen() || !mesh.tryClaim(lengthBytes, claim)) {
            return ring.size() == 1;
        }
        claim.buffer().putBytes(claim.offset(), buffer, start, lengthBytes);
        mesh.commit(claim);
        return true;
    }

    /** Hands what has come to the handler; returns how much it was. */
    public int poll() {
        seesAll = ring.size() == 1 || seesAll || mesh.seesAll();
        int polled = 0;
        for (int rail = 0; rail < mesh.rails(); rail++) {
            for (int rank = 0; rank < inboxes.length; rank++) {
                for (int i = 0; rank != ring.rank() && i < MESSAGES_PER_POLL; i++) {
                    if (mesh.poll(rail, rank, inboxes[rank]) == 0) {
                        break;
                    }
                    polled++;
                }
            }
        }
        return polled;
    }

    /** Whether this rank hears all others; what those say who say so too reaches all. */
    public boolean hearsAll() {
        return seesAll;
    }

    @Override
    public void close() {
        mesh.close();
    }
}
