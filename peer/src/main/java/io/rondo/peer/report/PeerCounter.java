package io.rondo.peer.report;

/**
 * The Aeron counters of a peer, in its control driver's file: anyone on the host may watch them while it runs. The type
 * ids are for good: a new counter comes last.
 */
public enum PeerCounter {
    STATE("state (0 starting, 1 computing, 2 exchanging, 3 recovering, 4 leaving)"),
    GENERATION("generation of the newest view"),
    RANK("rank in it"),
    STEP("steps committed"),
    LOSS_MICROS("loss of the last step, in millionths"),
    REDUCED_BYTES("bytes of gradients reduced"),
    STALE_FRAMES("stale frames dropped"),
    FOREIGN_FRAMES("frames of other jobs dropped"),
    BACK_PRESSURES("waits for room on a link"),
    RECOVERIES("rings opened after one that broke"),
    VIEWS("views this peer was a member of");

    /** Numbers below 1000 are Aeron's own. */
    public static final int FIRST_TYPE_ID = 11_000;

    public static final double LOSS_SCALE = 1e6;

    private final String meaning;

    PeerCounter(String meaning) {
        this.meaning = meaning;
    }

    public int typeId() {
        return FIRST_TYPE_ID + ordinal();
    }

    /** As counter readers show it. */
    public String label() {
        return "rondo: " + meaning;
    }
}
