package io.rondo.peer.serve;

import java.lang.foreign.MemorySegment;

/** What a part's server remembers of one worker's requests: enough to apply none of them twice, and to answer again. */
final class Conversation {
    private final int worker;
    private long newest; // number of the newest request that came whole
    private boolean isAnswered;
    private MemorySegment gathered; // null when there is no gathering
    private boolean isDone;
    private long pushesToDrop; // of rounds that are over elsewhere

    Conversation(int worker) {
        this.worker = worker;
    }

    /** Has it been as another one saw it. */
    void restore(long itsNewest, boolean wasAnswered, boolean wasDone, MemorySegment itsGathered, long itsToDrop) {
        newest = itsNewest;
        isAnswered = wasAnswered;
        isDone = wasDone;
        gathered = itsGathered;
        pushesToDrop = itsToDrop;
    }

    int worker() {
        return worker;
    }

    /** A request has come whole, which was not here before. */
    void begins(long number) {
        newest = number;
        isAnswered = false;
    }

    long newest() {
        return newest;
    }

    /** The newest one; its answer may be lost. */
    boolean isAnswered() {
        return isAnswered;
    }

    void becomeAnswered() {
        isAnswered = true;
    }

    /** The worker has said its part of a gathering, which is not over yet. */
    void gathers(MemorySegment values) {
        gathered = values;
    }

    /** Its part of the gathering under way, or null. */
    MemorySegment gathered() {
        return gathered;
    }

    /** The worker trains no more: nobody waits for it. */
    void becomeDone() {
        isDone = true;
    }

    boolean isDone() {
        return isDone;
    }

    void drops(long pushes) {
        pushesToDrop = pushes;
    }

    long pushesToDrop() {
        return pushesToDrop;
    }
}
