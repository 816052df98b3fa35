package io.rondo.membership;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the peers of a job and its membership service know, and nobody else. It never travels: who knows it proves so by
 * the HMAC-SHA256 (RFC 2104) of a statement that holds something new each time. Immutable.
 */
public final class JobSecret {
    /** Of a job that anybody may join who has its config. */
    public static final JobSecret NONE = new JobSecret(new byte[0]);

    /** Shorter ones could be found out by trying. */
    public static final int MIN_LENGTH = 16;

    static final int PROOF_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;

    private JobSecret(byte[] key) {
        this.key = key;
    }

    /** @param text at least {@value #MIN_LENGTH} characters in one line; empty: none */
    public static JobSecret of(String text) {
        return text.isEmpty() ? NONE : new JobSecret(text.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isSet() {
        return key.length > 0;
    }

    /**
     * The proof that whoever makes this statement knows the secret: 32 bytes, none without a secret.
     *
     * @param statement begins with a word of its own for each purpose, and is never the same twice
     */
    public byte[] proofOf(byte[] statement) {
        if (!isSet()) {
            return new byte[0];
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(statement);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Whether this is the proof of the statement; how long it takes to say so does not tell how near it was. */
    public boolean isProvedBy(byte[] proof, byte[] statement) {
        return MessageDigest.isEqual(proof, proofOf(statement));
    }

    /** As a line, empty without a secret: for the standard input of a process that this one starts. */
    public void writeLine(OutputStream out) throws IOException {
        out.write(key);
        out.write('\n');
        out.flush();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JobSecret secret && MessageDigest.isEqual(key, secret.key);
    }

    /** The same for all: it may be printed. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return isSet() ? "set" : "none";
    }
}
