package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** All that a newcomer needs to go on like the others: where they are, and the replica. Training thread only. */
public interface RunState {
    /** Where training is, between two steps; small. */
    byte[] describe();

    /** Parameters and the updater's state: as many and as long on every peer. */
    List<MemorySegment> memory();

    /** This peer's memory holds the state of one who described it so: it goes on from there. */
    void become(byte[] description);
}
