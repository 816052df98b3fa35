package io.rondo.peer.serve;

import io.rondo.allreduce.Collectives;
import java.util.List;

/** One side of the conversations of mode central, over one generation's lines at a time. */
public interface Side extends AutoCloseable {
    /** What the members of the next generation need to know of this one, before it begins: on all as many numbers. */
    long[] tells();

    /**
     * A generation begins: asks for its lines, which open while {@link #isOpen} is asked.
     *
     * @param told what each rank tells
     */
    void open(Collectives ring, List<long[]> told);

    boolean isOpen();

    /** Receives and sends what can be now; returns how much that was. */
    int doWork();

    /** The rank that is awaited, or -1 when it is no matter how long nobody says anything. */
    int awaitedRank();

    /** The ring broke, or all is over. */
    @Override
    void close();
}
