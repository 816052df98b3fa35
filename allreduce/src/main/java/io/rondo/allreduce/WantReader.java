package io.rondo.allreduce;

/** Takes what the successor lacks. */
interface WantReader {
    /**
     * One frame that has not come.
     *
     * @param hop at which the successor receives it
     * @param segment of its chunk
     */
    void onWant(int hop, int segment);
}
