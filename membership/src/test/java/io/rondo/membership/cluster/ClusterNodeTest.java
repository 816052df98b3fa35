package io.rondo.membership.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.cluster.RecordingLog;
import io.rondo.membership.JobSecret;
import io.rondo.membership.RemoteMembership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes, real sockets. */
@Timeout(180)
class ClusterNodeTest {
    @TempDir
    private Path directory;

    @Test
    void shouldKeepViewsAndPeersWhenTheLeaderIsLost() {
        try (ThreeNodes three = new ThreeNodes(directory, 3, 1_000)) {
            three.joinAll();
            three.peers.remove(11).close(); // its connection breaks: as if killed
            three.workUntil(() -> three.areAllIn(2, 10, 12));

            three.stop(three.leader());
            three.workUntil(() -> three.peer(10).hindrance() == null);
            three.peer(10).accuse(2, 12);
            three.workUntil(() -> three.areAllIn(3, 10));
            assertThat(three.peer(12).view().has(12, 1)).isFalse();
        }
    }

    @Test
    void shouldSeeAPeerThatDiesWithTheLeader() {
        try (ThreeNodes three = new ThreeNodes(directory, 3, 1_000)) {
            three.joinAll();
            three.stop(three.leader());
            three.peers.remove(12).close();
            three.workUntil(() -> three.areAllIn(2, 10, 11));
        }
    }

    @Test
    void shouldWaitWithoutAMajorityAndGoOnWithOne() {
        try (ThreeNodes three = new ThreeNodes(directory, 3, 1_000)) {
            three.joinAll();
            int first = three.leader();
            three.stop(first);
            int second = three.leader();
            three.stop(second);
            RemoteMembership peer = three.peer(10);
            peer.accuse(1, 12);
            three.workUntil(() -> peer.hindrance() != null);
            assertThat(peer.hindrance()).contains("has no leader");
            assertThat(peer.failure()).isNull();
            assertThat(three.areAllIn(1, 10, 11, 12)).isTrue();

            three.start(first);
            three.workUntil(() -> three.areAllIn(2, 10, 11));
            assertThat(peer.hindrance()).isNull();
        }
    }

    @Test
    void shouldComeBackFromItsDirectoryWithSnapshotAndLog() {
        try (ThreeNodes one = new ThreeNodes(directory, 1, 2)) {
            one.joinAll(); // three events, after two of them a snapshot is due
            one.workUntil(() -> hasSnapshot(directory.resolve("node-0/cluster")));
            one.peer(10).accuse(1, 12);
            one.workUntil(() -> one.areAllIn(2, 10, 11));

            one.stop(0);
            one.start(0);
            one.workUntil(() -> one.node(0).view() != null && one.node(0).view().generation() == 2);
            one.peer(12).join(2);
            one.workUntil(() -> one.areAllIn(3, 10, 11, 12));
        }
    }

    @Test
    void shouldTakeInANodeThatHasLostItsDirectory() throws IOException {
        try (ThreeNodes three = new ThreeNodes(directory, 3, 2)) { // the state is in a snapshot, too
            three.joinAll();
            int leader = three.leader();
            int lost = (leader + 1) % 3;
            three.stop(lost);
            three.peer(10).accuse(1, 12);
            three.workUntil(() -> three.areAllIn(2, 10, 11));
            three.wipe(lost);
            three.start(lost);
            three.workUntil(() ->
                    three.node(lost).view() != null && three.node(lost).view().generation() == 2);

            three.stop(leader); // the two that are left are a majority
            three.peer(10).accuse(2, 11);
            three.workUntil(() -> three.areAllIn(3, 10));
        }
    }

    @Test
    void shouldServeOneRunAfterTheOther() {
        try (ThreeNodes one = new ThreeNodes(directory, 1, 1_000)) {
            one.joinAll();
            one.peers.values().forEach(RemoteMembership::leave);
            one.workUntil(() -> one.areAllOut());
            CloseHelper.closeAll(one.peers.values());
            one.peers.clear();

            one.peer(11).join(2);
            one.workFor(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(one.peer(11).view().has(11, 2)).isFalse(); // a start waits for all
            one.peer(10).join(2);
            one.peer(12).join(2);
            one.workUntil(() -> one.areAllIn(one.node(0).view().generation(), 10, 11, 12)
                    && one.node(0).view().has(11, 2));
        }
    }

    @Test
    void shouldLetNobodyInWithoutTheSecret() {
        try (ThreeNodes one = new ThreeNodes(directory, 1, 1_000)) {
            one.joinAll();
            RemoteMembership stranger = one.open(12, JobSecret.NONE);
            one.peers.put(99, stranger);
            stranger.join(2);
            one.workUntil(() -> stranger.failure() != null);
            assertThat(stranger.failure()).startsWith("peer 12 has no job.secret, and the membership service at ");
            assertThat(one.node(0).view().generation()).isEqualTo(1);
        }
    }

    @Test
    void shouldSayThatAPortIsTaken() {
        try (ThreeNodes one = new ThreeNodes(directory, 1, 1_000)) {
            assertThatThrownBy(() -> one.start(0))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageMatching(
                            "node 0 of the membership service cannot start at 127.0.0.1:\\d+ with .*node-0: UDP"
                                    + " port \\d+: Address already in use; its host must be this one, .*");
            one.joinAll();
        }
    }

    private static boolean hasSnapshot(Path clusterDirectory) {
        try (RecordingLog log = new RecordingLog(clusterDirectory.toFile(), false)) {
            return log.entries().stream().anyMatch(entry -> entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT);
        }
    }

    @Test
    void shouldRefuseTheStateOfAnotherConfig() {
        try (ThreeNodes one = new ThreeNodes(directory, 1, 1_000)) {
            one.joinAll();
            one.stop(0);
            ClusterNode other = one.start(0, 8);
            one.workUntil(() -> other.failure() != null);
            assertThat(other.failure()).contains("another job or config", "remove the directories");
        }
    }
}
