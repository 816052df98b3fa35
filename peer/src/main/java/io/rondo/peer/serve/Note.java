package io.rondo.peer.serve;

/**
 * A request or the answer to it, without its bytes.
 *
 * @param number of the worker's request, from 1
 * @param isDropped answer to a push: it came too late and has no effect
 * @param committedIn answer: generation in which the server last updated its part
 * @param samples request: in the gradients; answer: in all updates so far
 * @param lossSum over those samples
 * @param updates answer: so far; rounds, where there are rounds
 * @param lengthBytes of what follows
 */
public record Note(
        Kind kind,
        long number,
        boolean isDropped,
        int committedIn,
        long samples,
        double lossSum,
        long updates,
        long lengthBytes) {
    static Note request(Kind kind, long number, long samples, double lossSum, long lengthBytes) {
        return new Note(kind, number, false, 0, samples, lossSum, 0, lengthBytes);
    }
}
