package io.rondo.allreduce;

/** Takes the elements that came with a call. */
interface PayloadReader {
    /**
     * @param rank whose elements they are
     * @param address of the elements; they stay there during this call only
     * @param lengthBytes of them
     * @param isLast all other ranks' elements came before
     */
    void onPayload(int rank, long address, int lengthBytes, boolean isLast);
}
