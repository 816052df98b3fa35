package io.rondo.allreduce;

/** How far a rank has got in a collective, for who watches ({@link RingWatch#onPassed}). In brackets: the hop that goes along. */
public enum Stage {
    /** It has said what it calls (0). */
    CALLED,
    /** All have (0). */
    MET,
    /** On the conveyor it has sent a segment of its own chunk (0). */
    SENT,
    /** On the conveyor it has taken a segment, and sent on what comes of it (the ring's hop that the segment came by). */
    TAKEN,
    /** On windows it has written a block of its chunk into as many of the others' targets (that number). */
    WRITTEN,
    /** It has said that it has all it needs (1): after windows, and after a conveyor of several rails. */
    DONE,
    /** It has the result (1). */
    ENDED
}
