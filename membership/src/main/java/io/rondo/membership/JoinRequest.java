package io.rondo.membership;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Who asks to become a member.
 *
 * @param jobId hash of the job's name
 * @param configDigest of the effective config
 * @param incarnation tells this process from earlier ones of the same id
 */
record JoinRequest(long jobId, long configDigest, int memberId, long incarnation) {
    /** Which the service makes anew for each connection. */
    static final int CHALLENGE_BYTES = 32;

    private static final byte[] PURPOSE = "rondo join".getBytes(StandardCharsets.US_ASCII);

    /** What a proof of {@link JobSecret} is made of: of no use on another connection, or to another peer. */
    byte[] statement(byte[] challenge) {
        return ByteBuffer.allocate(PURPOSE.length + CHALLENGE_BYTES + 3 * Long.BYTES + Integer.BYTES)
                .put(PURPOSE)
                .put(challenge)
                .putLong(jobId)
                .putLong(configDigest)
                .putLong(incarnation)
                .putInt(memberId)
                .array();
    }
}
