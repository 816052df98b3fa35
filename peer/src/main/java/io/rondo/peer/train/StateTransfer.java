package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Window;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Gives newcomers the state of the run over the data path, piece by piece through a window made for it, which goes with the
 * ring. Where all ranks can look into the giver's window newcomers copy from there, and the others have nothing to do;
 * elsewhere it is a broadcast, and members, who have it already, let their pieces lie.
 */
final class StateTransfer {
    private static final long PIECE_BYTES = 16 << 20;

    private final Collectives ring;
    private final int giver;
    private final boolean isNewcomer;
    private final Window carrier;
    private final MemorySegment theirs; // the giver's carrier, or null when not all ranks can look into it

    /**
     * A collective.
     *
     * @param giver rank of the one who gives
     * @param isNewcomer this peer takes it
     */
    static void run(Collectives ring, int giver, boolean isNewcomer, RunState state) {
        byte[] described = ring.ring().rank() == giver ? state.describe() : new byte[0];
        int length = (int) ring.allGather(described.length)[giver];
        byte[] description = ring.ring().rank() == giver ? described : new byte[length];
        List<MemorySegment> parts = new ArrayList<>(List.of(MemorySegment.ofArray(description)));
        parts.addAll(state.memory());
        StateTransfer transfer = new StateTransfer(ring, giver, isNewcomer, longest(parts));
        parts.forEach(transfer::pass);
        if (isNewcomer) {
            state.become(description);
        }
    }

    private StateTransfer(Collectives ring, int giver, boolean isNewcomer, long longestBytes) {
        this.ring = ring;
        this.giver = giver;
        this.isNewcomer = isNewcomer;
        this.carrier = carrier(ring, roundedUp(Math.min(PIECE_BYTES, longestBytes)));
        MemorySegment seen = ring.windowOf(carrier, giver);
        boolean doAllSee = LongStream.of(ring.allGather(seen == null ? 0 : 1)).allMatch(sees -> sees == 1);
        this.theirs = doAllSee ? seen : null;
    }

    private void pass(MemorySegment part) {
        long pieceBytes = carrier.memory().byteSize();
        for (long at = 0; at < part.byteSize(); at += pieceBytes) {
            MemorySegment piece = part.asSlice(at, Math.min(pieceBytes, part.byteSize() - at));
            if (ring.ring().rank() == giver) {
                MemorySegment.copy(piece, 0, carrier.memory(), 0, piece.byteSize());
            }
            if (theirs == null) {
                ring.broadcast(carrier.memory().asSlice(0, roundedUp(piece.byteSize())), giver);
                take(carrier.memory(), piece);
            } else {
                ring.barrier(); // it is there
                take(theirs, piece);
                ring.barrier(); // it may be overwritten
            }
        }
    }

    private void take(MemorySegment from, MemorySegment piece) {
        if (isNewcomer) {
            MemorySegment.copy(from, 0, piece, 0, piece.byteSize());
        }
    }

    private static Window carrier(Collectives ring, long bytes) {
        try {
            return ring.window(bytes);
        } catch (IOException e) {
            throw new RondoException("the state cannot be passed on to a newcomer: " + e.getMessage(), e);
        }
    }

    private static long longest(List<MemorySegment> parts) {
        return parts.stream().mapToLong(MemorySegment::byteSize).max().orElseThrow();
    }

    private static long roundedUp(long bytes) {
        return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }
}
