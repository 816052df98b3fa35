package io.rondo.hogwild.token;

/**
 * How long a peer keeps a token and ignores the next one, in its own steps of training (Zhang, Hsieh and Akella 2016).
 *
 * @param holdSteps tau0: steps between an exchange and the passing on
 */
public record TokenTiming(int holdSteps) {
    private static final int FIRST_WAIT_HOLDS = 8;
    private static final int PEERS_PER_SLOT = 16;

    public TokenTiming {
        if (holdSteps < 1) {
            throw new IllegalArgumentException("holdSteps=" + holdSteps + " must be 1 or more");
        }
    }

    /** The published tau0 for so many peers. */
    public static TokenTiming published(int peers) {
        if (peers <= 4) {
            return new TokenTiming(64);
        }
        return new TokenTiming(peers <= 10 ? 16 : 4);
    }

    /** Steps before a run's first exchange. */
    public long firstWaitSteps() {
        return (long) FIRST_WAIT_HOLDS * holdSteps;
    }

    /** Steps after passing a token on, in which the next one is left lying. */
    public long ignoreSteps(int peers) {
        return (long) holdSteps * peers;
    }

    /** How many tokens go round: one, and one more for every 16 peers. */
    public static int slots(int peers) {
        return 1 + peers / (PEERS_PER_SLOT + 1);
    }
}
