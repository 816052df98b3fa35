package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Window;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives newcomers the state of the run over the data path: from one member to all ranks, piece by piece through a window
 * made for it, which goes with the ring. Members have it already and let their pieces lie.
 */
final class StateTransfer {
    private static final long PIECE_BYTES = 16 << 20;

    private StateTransfer() {}

    /**
     * A collective.
     *
     * @param giver rank of the one who gives
     * @param isNewcomer this peer takes it
     */
    static void run(Collectives ring, int giver, boolean isNewcomer, RunState state) {
        boolean gives = ring.ring().rank() == giver;
        byte[] described = gives ? state.describe() : new byte[0];
        int length = (int) ring.allGather(described.length)[giver];
        byte[] description = gives ? described : new byte[length];
        List<MemorySegment> parts = new ArrayList<>(List.of(MemorySegment.ofArray(description)));
        parts.addAll(state.memory());
        MemorySegment carrier = carrier(ring, parts);
        for (MemorySegment part : parts) {
            for (long at = 0; at < part.byteSize(); at += carrier.byteSize()) {
                MemorySegment piece = part.asSlice(at, Math.min(carrier.byteSize(), part.byteSize() - at));
                pass(ring, giver, isNewcomer, piece, carrier);
            }
        }
        if (isNewcomer) {
            state.become(description);
        }
    }

    private static void pass(
            Collectives ring, int giver, boolean isNewcomer, MemorySegment piece, MemorySegment carrier) {
        long bytes = piece.byteSize();
        if (ring.ring().rank() == giver) {
            MemorySegment.copy(piece, 0, carrier, 0, bytes);
        }
        ring.broadcast(carrier.asSlice(0, roundedUp(bytes)), giver);
        if (isNewcomer) {
            MemorySegment.copy(carrier, 0, piece, 0, bytes);
        }
    }

    private static MemorySegment carrier(Collectives ring, List<MemorySegment> parts) {
        long longest = parts.stream().mapToLong(MemorySegment::byteSize).max().orElseThrow();
        long bytes = roundedUp(Math.min(PIECE_BYTES, longest));
        try {
            Window window = ring.window(bytes);
            return window.memory();
        } catch (IOException e) {
            throw new RondoException("the state cannot be passed on to a newcomer: " + e.getMessage(), e);
        }
    }

    private static long roundedUp(long bytes) {
        return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }
}
