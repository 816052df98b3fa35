package io.rondo.membership.cluster;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Applies the replicated log to this node's {@link ReplicatedMachine}. Answers nobody: each node tells its own guests what
 * the machine says. Service thread only.
 */
final class MembershipService implements ClusteredService {
    private final ReplicatedMachine machine;
    private final LoggedEvent event;
    private final Consumer<RuntimeException> onStranger;
    private Cluster cluster;

    /** @param onStranger told when log or snapshot belong to another job or config: this node cannot go on */
    MembershipService(ReplicatedMachine machine, LoggedEvent event, Consumer<RuntimeException> onStranger) {
        this.machine = machine;
        this.event = event;
        this.onStranger = onStranger;
    }

    @Override
    public void onStart(Cluster startedIn, Image snapshot) {
        cluster = startedIn;
        if (snapshot != null) {
            FragmentAssembler assembler = new FragmentAssembler(
                    (buffer, at, length, header) -> orTell(() -> machine.load(new UnsafeBuffer(buffer, at, length))));
            while (!snapshot.isEndOfStream() && !snapshot.isClosed()) {
                cluster.idleStrategy().idle(snapshot.poll(assembler, 1));
            }
        }
    }

    @Override
    public void onSessionMessage(
            ClientSession session, long timestamp, DirectBuffer buffer, int at, int length, Header header) {
        orTell(() -> machine.apply(event.decode(buffer, at)));
    }

    private void orTell(Runnable step) {
        try {
            step.run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            onStranger.accept(e);
        }
    }

    @Override
    public void onTakeSnapshot(ExclusivePublication publication) {
        DirectBuffer snapshot = machine.takeSnapshot();
        while (true) {
            long position = publication.offer(snapshot);
            if (position > 0) {
                return;
            }
            if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED) {
                throw new IllegalStateException("the snapshot cannot be written: " + Publication.errorString(position));
            }
            cluster.idleStrategy().idle();
        }
    }

    /** Comes with the log: all before it is applied. */
    @Override
    public void onNewLeadershipTermEvent(
            long leadershipTermId,
            long logPosition,
            long timestamp,
            long termBaseLogPosition,
            int leaderMemberId,
            int logSessionId,
            TimeUnit timeUnit,
            int appVersion) {
        boolean isLeading = leaderMemberId == cluster.memberId() && cluster.role() == Cluster.Role.LEADER;
        machine.onTerm(leadershipTermId, leaderMemberId, isLeading);
    }

    @Override
    public void onRoleChange(Cluster.Role role) {
        if (role != Cluster.Role.LEADER) {
            machine.onFollowing();
        }
    }

    @Override
    public void onTerminate(Cluster terminated) {
        machine.onFollowing();
    }

    @Override
    public void onSessionOpen(ClientSession session, long timestamp) {}

    @Override
    public void onSessionClose(ClientSession session, long timestamp, CloseReason closeReason) {}

    @Override
    public void onTimerEvent(long correlationId, long timestamp) {}
}
