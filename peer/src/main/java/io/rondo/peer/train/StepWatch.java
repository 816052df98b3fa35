package io.rondo.peer.train;

import io.rondo.allreduce.Ring;

/** Is told, on the training thread, where this peer is in its steps, for those who wait for it or watch its waits. */
public interface StepWatch {
    /** The gradients of this step are about to be computed; reduces are the step's from now on. */
    void onStep(long step);

    /** They are computed: from here on this peer waits for others. */
    void onExchanging(long step);

    /**
     * Nothing is awaited on this ring, and nothing is wrong with it.
     *
     * @throws io.rondo.allreduce.RingBrokenException when a member is dead or a new view has come
     */
    default void onIdle(Ring ring) {}

    /** Neighbours wait for the calling thread: it shall run soon after it wakes, while others compute. */
    default void onPromptThread() {}

    /**
     * Nothing has come from a rank on this ring for so long.
     *
     * @throws io.rondo.allreduce.RingBrokenException as {@link #onIdle}, or when this peer has waited too long
     */
    default void onWaiting(Ring ring, int rank, long waitedNs) {}

    /** Newcomers have the run's state: to pass it on took so long. */
    default void onTransferred(Ring ring, long ns) {}

    /** This ring is open after an earlier one broke, so many nanoseconds ago. */
    void onRecovered(Ring ring, long sinceBreakNs);

    /** Nothing waits on this ring any more: a wait that is still under way must end soon, with an exception. */
    void onClosing(Ring ring);
}
