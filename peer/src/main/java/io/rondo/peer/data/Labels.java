package io.rondo.peer.data;

/** What of a sample's class a model is to tell. */
public enum Labels {
    /** The class, as the data set has it. */
    CLASSES,
    /** Whether its number is even (0) or odd (1). */
    PARITY
}
