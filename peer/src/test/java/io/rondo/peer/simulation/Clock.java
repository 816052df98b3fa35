package io.rondo.peer.simulation;

/** A host's clock: it began somewhere, and runs a little fast or slow. */
record Clock(Timeline timeline, long beginNs, double rate) {
    long nowNs() {
        return beginNs + (long) (timeline.nowNs() * rate);
    }
}
