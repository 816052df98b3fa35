package io.rondo.allreduce;

/** Tells a ring's own frames from others, which are dropped and counted. One thread. */
final class FrameFilter {
    private final int jobId;
    private final int generation;
    private long stale;
    private long foreign;

    FrameFilter(Ring ring) {
        jobId = ring.jobId();
        generation = ring.generation();
    }

    /** False, and counted, for a frame of another job or generation. */
    boolean admits(int itsJobId, int itsGeneration) {
        if (itsJobId != jobId) {
            foreign++;
            return false;
        }
        stale += itsGeneration == generation ? 0 : 1;
        return itsGeneration == generation;
    }

    /** What came is no frame at all. */
    void onForeign() {
        foreign++;
    }

    /** Of this job and another generation. */
    long stale() {
        return stale;
    }

    /** Of another job, or of none. */
    long foreign() {
        return foreign;
    }
}
