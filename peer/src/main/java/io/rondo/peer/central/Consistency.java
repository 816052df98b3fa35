package io.rondo.peer.central;

import java.util.List;

/**
 * A server's rule of when a push counts, and when the worker that pushed gets the parameters and goes on. Every push is
 * followed by a wait of its worker: {@link #onPush}, then what {@link #round} says is applied, then those in {@link
 * #release} are answered.
 *
 * <p>State machines that know no thread, no clock and no wire; the same calls give the same answers.
 */
public interface Consistency {
    /** What becomes of a push. */
    enum Fate {
        /** It is applied at once, by itself. */
        APPLIED,
        /** It is kept until its round is full. */
        KEPT,
        /** It came too late, and is of no effect. */
        DROPPED
    }

    /** A worker has pushed, and waits. */
    Fate onPush(int worker);

    /**
     * The workers whose kept pushes make a full round now, in their order: they are applied together, as one update. Told
     * once.
     *
     * @return empty when there is none
     */
    List<Integer> round();

    /** The waiting workers that may go on now, in their order; told once. */
    List<Integer> release();

    /** A worker is done or dead: nobody waits for it any more, and what was kept of it is dropped. */
    void remove(int worker);

    /** All that it knows: {@link #restore} of another one with as many workers makes the same of it. */
    long[] save();

    void restore(long[] saved);
}
