package io.rondo.allreduce;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.NoSuchFileException;

/** One window of each rank, all as long, mapped by this process. */
final class SharedWindow {
    private final Ring ring;
    private final long lengthBytes;
    private final long[] addresses; // of the headers, by rank

    /**
     * Maps all of them.
     *
     * @param own this rank's
     * @param pids of the owners, by rank
     * @param descriptors of the windows in their owners, by rank
     * @param arena that the mappings live as long as
     * @throws RingBrokenException when one of them is not of this generation, or closed
     */
    SharedWindow(Ring ring, Window own, long[] pids, long[] descriptors, Arena arena) throws IOException {
        this.ring = ring;
        lengthBytes = own.lengthBytes();
        addresses = new long[ring.size()];
        for (int rank = 0; rank < addresses.length; rank++) {
            addresses[rank] = rank == ring.rank() ? own.address() : map(rank, pids[rank], descriptors[rank], arena);
            if (!WindowHeader.isOf(addresses[rank], ring, rank, pids[rank], lengthBytes)) {
                throw closed(rank, Rendezvous.OPENING_HOP);
            }
        }
    }

    private long map(int rank, long pid, long descriptor, Arena arena) throws IOException {
        try {
            return Window.map(pid, descriptor, lengthBytes, arena).address();
        } catch (NoSuchFileException e) {
            throw closed(rank, Rendezvous.OPENING_HOP);
        }
    }

    /** Its owner may be done with this generation at any moment, before the others have mapped it too. */
    RingBrokenException closed(int rank, int hop) {
        return new RingBrokenException("window closed: peer=" + ring.peerAt(rank) + " generation=" + ring.generation()
                + " hop=" + hop + "; the peer has left or goes on in another generation");
    }

    /** Whether it is made of this own window and its counterparts. */
    boolean isOf(Window own) {
        return addresses[ring.rank()] == own.address();
    }

    /** Place of an own buffer in this window, or -1 when it does not lie in it. */
    long placeOf(long address, long bytes) {
        long place = address - addresses[ring.rank()] - WindowHeader.BYTES;
        return place >= 0 && place + bytes <= lengthBytes ? place : -1;
    }

    /** Raw address of a rank's memory. */
    long address(int rank) {
        return addresses[rank] + WindowHeader.BYTES;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    /** The lowest rank whose window is of another generation by now, or -1. */
    int firstStranger() {
        for (int rank = 0; rank < addresses.length; rank++) {
            if (WindowHeader.generation(addresses[rank]) != ring.generation()) {
                return rank;
            }
        }
        return -1;
    }
}
