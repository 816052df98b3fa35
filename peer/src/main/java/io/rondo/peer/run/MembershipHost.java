package io.rondo.peer.run;

import io.rondo.allreduce.Ring;
import io.rondo.membership.Member;
import io.rondo.membership.MembershipServer;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The embedded membership service of a run, at the first listed peer's address and TCP control port: in the launcher that
 * starts that peer, or in the peer itself.
 */
public final class MembershipHost {
    private MembershipHost() {}

    /** Opens the service; somebody must call its {@link MembershipServer#doWork} about every millisecond. */
    public static MembershipServer open(RondoConfig config) {
        PeerConfig first = config.peers().get(0);
        long digest = Long.parseUnsignedLong(EffectiveConfig.digest(config), 16);
        long jobId = Ring.ofOneHost(config.job(), 1, List.of(first.id()), 0).jobId();
        try {
            return new MembershipServer(
                    first.host(),
                    first.controlPort(),
                    config.job(),
                    jobId,
                    digest,
                    members(config),
                    config.recovery().budget().toNanos());
        } catch (UncheckedIOException e) {
            throw new RondoException(e.getMessage(), e);
        }
    }

    static List<Member> members(RondoConfig config) {
        return config.peers().stream()
                .map(peer -> new Member(peer.id(), peer.host(), peer.controlPort()))
                .toList();
    }
}
