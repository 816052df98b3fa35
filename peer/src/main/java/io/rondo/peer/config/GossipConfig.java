package io.rondo.peer.config;

import io.rondo.hogwild.DeltaScale;
import io.rondo.hogwild.token.TokenTiming;
import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Section {@code gossip}, for mode gossip.
 *
 * @param rule how two neighbours mix
 * @param deltaScale raw, learning-rate or a number: what a delta is multiplied by
 * @param tolerance the largest delta that is kept back
 * @param holdSteps steps between an exchange and the passing on of the token; 0: as published
 * @param maxStaleness own steps since the longest silent peer handed on what it learned, before this one waits; 0: no limit
 * @param threads of a peer that train at once on one vector of parameters
 */
public record GossipConfig(
        GossipRule rule, String deltaScale, double tolerance, int holdSteps, int maxStaleness, int threads) {
    /** Nearly averages: docs/hogwild.md. */
    private static final String DEFAULT_DELTA_SCALE = "0.1";

    private static final int DEFAULT_HOLD_STEPS = 1;
    private static final int MOST_STEPS = 1_000_000;
    private static final int MOST_THREADS = 64;
    /** From here on, with as many peers or more, a round nearly adds up what all have learned. */
    private static final double DOUBTFUL_SCALE = 0.5;

    private static final int DOUBTFUL_PEERS = 4;

    public GossipConfig {
        Require.notNegative("tolerance", tolerance);
        Require.between("holdSteps", holdSteps, 0, MOST_STEPS);
        Require.between("maxStaleness", maxStaleness, 0, MOST_STEPS);
        Require.between("threads", threads, 1, MOST_THREADS);
        try {
            DeltaScale.of(deltaScale);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("deltaScale", "raw, learning-rate or a number from 0 to 1", deltaScale);
        }
    }

    static GossipConfig from(Section in) {
        GossipRule rule = in.word("rule", GossipRule.class, GossipRule.HOGWILD);
        String deltaScale = in.text("deltaScale", DEFAULT_DELTA_SCALE);
        double tolerance = in.number("tolerance", 0);
        int holdSteps = in.integer("holdSteps", DEFAULT_HOLD_STEPS);
        int maxStaleness = in.integer("maxStaleness", 0);
        int threads = in.integer("threads", 1);
        return in.end(() -> new GossipConfig(rule, deltaScale, tolerance, holdSteps, maxStaleness, threads));
    }

    /** The tokens' timing on a ring of so many peers. */
    public TokenTiming timing(int peers) {
        return holdSteps == 0 ? TokenTiming.published(peers) : new TokenTiming(holdSteps);
    }

    /** What a user should know of these settings with so many peers, or nothing. */
    public String warning(int peers) {
        boolean isFixed = DeltaScale.of(deltaScale) instanceof DeltaScale.Fixed;
        boolean isLarge = isFixed && DeltaScale.of(deltaScale).with(() -> 0).getAsDouble() >= DOUBTFUL_SCALE;
        return rule == GossipRule.HOGWILD && isLarge && peers >= DOUBTFUL_PEERS
                ? "gossip.deltaScale " + deltaScale + " nearly adds up what " + peers
                        + " peers learn: dense models may diverge; 0.1 nearly averages it"
                : "";
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("rule", rule.toString());
        boolean isNumber = Character.isDigit(deltaScale.charAt(0));
        map.put("deltaScale", isNumber ? (Object) Double.valueOf(deltaScale) : deltaScale);
        map.put("tolerance", tolerance);
        map.put("holdSteps", holdSteps);
        map.put("maxStaleness", maxStaleness);
        map.put("threads", threads);
        return map;
    }
}
