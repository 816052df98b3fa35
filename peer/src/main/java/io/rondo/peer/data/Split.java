package io.rondo.peer.data;

/** The two parts of a data set: what is learned from, and what is only scored. */
public enum Split {
    TRAIN,
    TEST
}
