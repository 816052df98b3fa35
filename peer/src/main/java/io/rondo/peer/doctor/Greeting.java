package io.rondo.peer.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What one host's doctor tells another's, in a datagram: JSON, then blanks up to the length that is tried.
 *
 * @param host of the sender, as the config writes it
 * @param digest of its effective config
 * @param version of its Rondo
 * @param proof that it knows the job's secret, of {@link #statement}; empty when it has none
 * @param rails its addresses for data
 * @param heard at which of its endpoints it has heard the receiver, and the longest datagram each
 * @param isContent it knows all it wants of the receiver
 * @param sentUs by the sender's clock
 * @param echoUs what the receiver's last greeting had as {@code sentUs}; 0: none came yet
 * @param heardUs when that came, by the sender's clock
 */
record Greeting(
        String host,
        String digest,
        String version,
        byte[] proof,
        List<String> rails,
        Map<String, Integer> heard,
        boolean isContent,
        long sentUs,
        long echoUs,
        long heardUs) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte BLANK = ' ';
    private static final byte[] NO_PROOF = {};

    /** An older version proves nothing. */
    Greeting {
        proof = proof == null ? NO_PROOF : proof;
    }

    /** What a proof is made of, another one each time. */
    static byte[] statement(String host, long sentUs) {
        return ("rondo doctor " + host + " " + sentUs).getBytes(StandardCharsets.UTF_8);
    }

    /** @param lengthBytes that are tried; what has to be said may be longer */
    ByteBuffer encode(int lengthBytes) {
        try {
            byte[] said = JSON.writeValueAsBytes(this);
            byte[] padded = Arrays.copyOf(said, Math.max(said.length, lengthBytes));
            Arrays.fill(padded, said.length, padded.length, BLANK);
            return ByteBuffer.wrap(padded);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a greeting is plain data", e);
        }
    }

    /** Null when it is none. */
    static Greeting decode(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        try {
            return JSON.readValue(new String(bytes, StandardCharsets.UTF_8), Greeting.class);
        } catch (IOException e) {
            return null;
        }
    }
}
