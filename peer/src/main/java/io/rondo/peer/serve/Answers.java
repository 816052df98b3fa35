package io.rondo.peer.serve;

/**
 * What the servers have answered to a request.
 *
 * @param note of the first part
 * @param counts of the part that has counted most
 * @param waitNs from the moment that this worker had sent all it had to send until the first answer's first byte
 * @param transferNs the rest of the time of the request
 */
public record Answers(Note note, Note counts, long waitNs, long transferNs) {}
