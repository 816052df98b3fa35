package io.rondo.peer.run;

import io.rondo.allreduce.Ring;
import io.rondo.membership.Member;
import io.rondo.membership.MembershipServer;
import io.rondo.membership.ServiceNode;
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
        try {
            MembershipServer server = new MembershipServer(
                    first.host(),
                    first.controlPort(),
                    config.job(),
                    jobId(config),
                    digest(config),
                    config.secret(),
                    members(config),
                    config.recovery().budget().toNanos());
            server.excuse(new LocalStarvation(SharedMemory.directoryOf(RunName.of(config))));
            return server;
        } catch (UncheckedIOException e) {
            throw new RondoException(e.getMessage(), e);
        }
    }

    /** Where peers find the service: the first listed peer's control port, or the nodes of the replicated one. */
    public static List<ServiceNode> service(RondoConfig config) {
        PeerConfig first = config.peers().get(0);
        return config.membership().isReplicated()
                ? config.membership().nodes()
                : List.of(new ServiceNode(first.host(), first.controlPort()));
    }

    /** As peers say it when they join. */
    static long jobId(RondoConfig config) {
        return Ring.ofOneHost(config.job(), 1, List.of(config.peers().get(0).id()), 0)
                .jobId();
    }

    static long digest(RondoConfig config) {
        return Long.parseUnsignedLong(EffectiveConfig.digest(config), 16);
    }

    static List<Member> members(RondoConfig config) {
        return config.peers().stream()
                .map(peer -> new Member(peer.id(), peer.host(), peer.controlPort()))
                .toList();
    }
}
