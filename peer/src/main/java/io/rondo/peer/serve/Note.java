package io.rondo.peer.serve;

/**
 * A request or the answer to it, without its bytes; between servers, a request that is passed on.
 *
 * @param part of the model
 * @param worker who asks
 * @param version of the part, with this request or answer
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
        int part,
        int worker,
        long version,
        long number,
        boolean isDropped,
        int committedIn,
        long samples,
        double lossSum,
        long updates,
        long lengthBytes) {
    static Note request(Kind kind, int part, int worker, long number, long samples, double lossSum, long lengthBytes) {
        return new Note(kind, part, worker, 0, number, false, 0, samples, lossSum, 0, lengthBytes);
    }

    /** From server to server. */
    static Note between(Kind kind, int part, long version, long lengthBytes) {
        return new Note(kind, part, -1, version, 0, false, 0, 0, 0, 0, lengthBytes);
    }

    /** The same with other bytes behind it. */
    Note ofLength(long bytes) {
        return new Note(kind, part, worker, version, number, isDropped, committedIn, samples, lossSum, updates, bytes);
    }

    /** The same, which has made the part's version this. */
    Note as(long itsVersion) {
        return new Note(
                kind, part, worker, itsVersion, number, isDropped, committedIn, samples, lossSum, updates, lengthBytes);
    }
}
