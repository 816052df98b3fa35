package io.rondo.peer.serve;

import java.lang.foreign.MemorySegment;

/** A server's side of what it and one worker say to each other: one request under way, and its answer. */
final class Conversation {
    private final int worker;
    private int rank; // in the ring as it is now
    private Arrival coming; // null between requests
    private Dispatch going; // null when nothing is to be sent
    private long newest; // number of the newest request that came whole
    private boolean isAnswered;
    private MemorySegment gathered; // null when there is no gathering
    private boolean isDone;

    Conversation(int worker, int rank) {
        this.worker = worker;
        this.rank = rank;
    }

    /** A new ring: what was under way in the old one is lost, and the worker asks again. */
    void reopen(int newRank) {
        rank = newRank;
        coming = null;
        going = null;
    }

    int worker() {
        return worker;
    }

    int rank() {
        return rank;
    }

    Arrival coming() {
        return coming;
    }

    void begins(Arrival arrival) {
        coming = arrival;
    }

    /**
     * The request that was coming is whole.
     *
     * @return false when it was here before
     */
    boolean isNew() {
        boolean isNew = coming.note().number() > newest;
        if (isNew) {
            newest = coming.note().number();
            isAnswered = false;
        }
        return isNew;
    }

    long newest() {
        return newest;
    }

    /** It was here before, and its answer may be lost. */
    boolean wasAnswered() {
        return isAnswered;
    }

    void answer(Dispatch answer) {
        isAnswered = true;
        going = answer;
    }

    Dispatch going() {
        return going;
    }

    void isOut() {
        going = null;
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
}
