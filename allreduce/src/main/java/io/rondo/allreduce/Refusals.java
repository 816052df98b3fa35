package io.rondo.allreduce;

import io.aeron.Publication;

/** Counts how often a publication had no room: once for each wait, however often it was asked meanwhile. */
final class Refusals {
    private boolean isRefused;
    private long count;

    /** @param position that a claim returned */
    void onClaim(long position) {
        boolean isRefusedNow = position == Publication.BACK_PRESSURED;
        count += isRefusedNow && !isRefused ? 1 : 0;
        isRefused = isRefusedNow;
    }

    long count() {
        return count;
    }
}
