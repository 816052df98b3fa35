package io.rondo.membership.cluster;

import io.aeron.security.Authenticator;
import io.aeron.security.CredentialsSupplier;
import io.aeron.security.SessionProxy;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Lets only this very process's client write into the log: whoever else wants something comes through the door at which
 * joins are checked. The password never leaves the process.
 */
final class OwnClientOnly implements Authenticator, CredentialsSupplier {
    private static final int PASSWORD_BYTES = 16;
    private static final byte[] NOTHING = new byte[0];

    private final byte[] password = new byte[PASSWORD_BYTES];
    private long welcomeSession = Long.MIN_VALUE;

    OwnClientOnly() {
        new SecureRandom().nextBytes(password);
    }

    @Override
    public byte[] encodedCredentials() {
        return password;
    }

    @Override
    public byte[] onChallenge(byte[] encodedChallenge) {
        return NOTHING;
    }

    @Override
    public void onConnectRequest(long sessionId, byte[] encodedCredentials, long nowMs) {
        if (Arrays.equals(password, encodedCredentials)) {
            welcomeSession = sessionId;
        }
    }

    @Override
    public void onConnectedSession(SessionProxy session, long nowMs) {
        if (session.sessionId() == welcomeSession) {
            session.authenticate(NOTHING);
        } else {
            session.reject();
        }
    }

    @Override
    public void onChallengeResponse(long sessionId, byte[] encodedCredentials, long nowMs) {}

    @Override
    public void onChallengedSession(SessionProxy session, long nowMs) {
        session.reject();
    }
}
