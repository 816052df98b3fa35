package io.rondo.peer.train;

/** Reduces one bucket of a step among all peers. One thread at a time. */
@FunctionalInterface
interface BucketReduce {
    /**
     * @param samples of this peer in this step, the weight of every bucket
     * @param lossSum of this peer's samples with the step's last bucket, otherwise 0
     */
    void reduce(int bucket, long samples, double lossSum);
}
