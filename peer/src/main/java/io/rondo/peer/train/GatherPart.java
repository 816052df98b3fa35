package io.rondo.peer.train;

/** A peer's part of what all peers gather; made anew when the ring has changed meanwhile. */
@FunctionalInterface
public interface GatherPart {
    /** The values of this rank of a ring of that size, as many on every rank. */
    long[] of(int rank, int size);
}
