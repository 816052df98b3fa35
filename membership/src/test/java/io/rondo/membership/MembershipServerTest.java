package io.rondo.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets; one thread does the work of the service and of all peers. */
@Timeout(60)
class MembershipServerTest {
    private static final String HOST = "127.0.0.1";
    private static final long BUDGET_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long JOB = 42;
    private static final long DIGEST = 7;
    private static final List<Member> CONFIGURED =
            List.of(new Member(10, "h", 1), new Member(11, "h", 2), new Member(12, "h", 3));

    private final MembershipServer server =
            new MembershipServer(HOST, 0, "job", JOB, DIGEST, JobSecret.NONE, CONFIGURED, BUDGET_NS);
    private final List<RemoteMembership> peers = new ArrayList<>();
    private boolean isServing = true;
    private boolean isReplicated;
    private boolean isTimeStopped;
    private long stoppedNs;

    @Test
    void shouldIssueTheFirstViewWhenAllHaveJoined() {
        RemoteMembership late = open(10);
        open(11).join(1);
        open(12).join(2);
        workFor(BUDGET_NS / 10);
        assertThat(server.view()).isNull();

        late.join(3);
        workUntil(() -> generationEverywhere(1));
        assertThat(late.view().ids()).containsExactly(10, 11, 12);
        assertThat(late.view().has(12, 2)).isTrue();
        assertThat(late.view().members().get(1).port()).isEqualTo(2);
    }

    @Test
    void shouldSeeAKilledPeerAtOnce() {
        openAll();
        stoppedNs = System.nanoTime(); // no time passes, so it cannot be silence that gives it away
        isTimeStopped = true;
        peers.remove(1).close();
        workUntil(() -> generationEverywhere(2));
        assertThat(server.view().ids()).containsExactly(10, 12);
    }

    @Test
    void shouldTakeAPeerBackAsAHigherIncarnation() {
        openAll();
        peers.remove(1).close();
        workUntil(() -> generationEverywhere(2));

        open(11).join(2);
        workUntil(() -> generationEverywhere(3));
        assertThat(server.view().ids()).containsExactly(10, 11, 12);
        assertThat(server.view().has(11, 2)).isTrue();
    }

    @Test
    void shouldRefuseAFencedPeerUntilItJoinsAsANewOne() {
        openAll();
        peers.remove(1).close();
        workUntil(() -> generationEverywhere(2));

        RemoteMembership fenced = open(11);
        fenced.join(1);
        workUntil(() -> fenced.failure() != null);
        assertThat(fenced.failure()).contains("peer 11 is out as incarnation 1", "must join with 2 or higher");
        assertThat(server.view().generation()).isEqualTo(2);

        fenced.join(2);
        assertThat(fenced.failure()).isNull();
        workUntil(() -> generationEverywhere(3));
    }

    @Test
    void shouldTellAnAccusedPeerThatItIsOut() {
        openAll();
        peers.get(0).accuse(1, 12);
        workUntil(() -> generationEverywhere(2));
        assertThat(peers.get(2).view().has(12, 1)).isFalse();
        assertThat(peers.get(2).failure()).isNull();

        peers.get(2).join(2);
        workUntil(() -> generationEverywhere(3));
        assertThat(server.view().has(12, 2)).isTrue();
    }

    @Test
    void shouldKeepAPeerThatIsSilentBecauseItGetsNoCore() {
        AtomicBoolean isStarved = new AtomicBoolean(true);
        server.excuse(id -> id == 12 && isStarved.get());
        openAll();
        peers.remove(2);
        workFor(2 * BUDGET_NS);
        assertThat(server.view().generation()).isEqualTo(1);

        isStarved.set(false); // stopped now
        workUntil(() -> generationEverywhere(2));
        assertThat(server.view().ids()).containsExactly(10, 11);
    }

    @Test
    void shouldEvictASilentPeerThatKeepsItsConnection() {
        openAll();
        RemoteMembership frozen = peers.remove(2);
        workUntil(() -> generationEverywhere(2));
        assertThat(server.view().ids()).containsExactly(10, 11);

        peers.add(frozen);
        workUntil(() -> generationEverywhere(2));
        assertThat(frozen.view().has(12, 1)).isFalse();
    }

    @Test
    void shouldTellThoseWhoComeToLifeAgainThatNobodyIsAMember() {
        openAll();
        List<RemoteMembership> frozen = List.copyOf(peers);
        peers.clear();
        workFor(BUDGET_NS);
        int last =
                server.view().generation(); // of whoever was heard last: there is nobody to issue a view without it for

        peers.addAll(frozen);
        workUntil(() -> peers.stream().allMatch(this::knowsThatItIsOut));
        assertThat(peers.stream().map(RemoteMembership::failure).filter(Objects::nonNull))
                .isNotEmpty()
                .allMatch(each -> each.startsWith("all members were silent at once, and none of them is a member"));
        assertThat(server.view().generation()).isEqualTo(last);

        peers.forEach(peer -> peer.join(2));
        workUntil(() -> generationEverywhere(last + 1));
        assertThat(server.view().ids()).containsExactly(10, 11, 12);
    }

    private boolean knowsThatItIsOut(RemoteMembership peer) {
        int id = CONFIGURED.get(peers.indexOf(peer)).id();
        return peer.failure() != null || !peer.view().has(id, 1);
    }

    @Test
    void shouldLetAPeerConnectAnewWithoutAChangeOfView() {
        openAll();
        RemoteMembership former = peers.remove(0);
        RemoteMembership anew = open(10);
        anew.join(1);
        workUntil(() -> anew.view() != null);
        former.close();
        workFor(BUDGET_NS / 10);
        assertThat(server.view().generation()).isEqualTo(1);
    }

    @Test
    void shouldSayThatTheServiceIsLostBeforeTheFirstViewToo() {
        RemoteMembership early = open(10);
        early.join(1);
        workFor(3 * BUDGET_NS);
        assertThat(early.failure()).as("waiting is no failure").isNull();
        server.close();
        workUntil(() -> early.failure() != null);
    }

    @Test
    void shouldRenewTheRing() {
        openAll();
        peers.get(1).renew(1);
        workUntil(() -> generationEverywhere(2));
        assertThat(server.view().ids()).containsExactly(10, 11, 12);
    }

    @Test
    void shouldLetAPeerLeave() {
        openAll();
        peers.get(0).leave();
        peers.remove(0).close();
        workUntil(() -> generationEverywhere(2));
        assertThat(server.view().ids()).containsExactly(11, 12);
    }

    @Test
    void shouldRefuseAnotherConfigAndAnotherJob() {
        RemoteMembership other = open(10, JOB, DIGEST + 1);
        RemoteMembership stranger = open(11, JOB + 1, DIGEST);
        other.join(1);
        stranger.join(1);
        workUntil(() -> other.failure() != null && stranger.failure() != null);
        assertThat(other.failure())
                .startsWith("peer 10 runs with another config than the membership service at 127.0.0.1:")
                .endsWith("give every peer the same file and options");
        assertThat(stranger.failure()).startsWith("peer 11 is of another job");
    }

    @Test
    void shouldRefuseAPeerThatIsNotConfigured() {
        RemoteMembership stranger = open(99);
        stranger.join(1);
        workUntil(() -> stranger.failure() != null);
        assertThat(stranger.failure()).isEqualTo("peer 99 is not in the config: job job has the peers [10, 11, 12]");
    }

    @Test
    void shouldSayThatTheServiceIsLost() {
        openAll();
        server.close();
        workUntil(() -> peers.stream().allMatch(peer -> peer.failure() != null));
        assertThat(peers.get(0).failure())
                .isEqualTo("the membership service at 127.0.0.1:" + server.port() + " is lost");
    }

    @Test
    void shouldSayThatAFrozenServiceIsLost() {
        openAll();
        isServing = false;
        long startNs = System.nanoTime();
        workUntil(() -> peers.stream().allMatch(peer -> peer.failure() != null));
        assertThat(System.nanoTime() - startNs).isGreaterThan(BUDGET_NS);
    }

    @Test
    void shouldCutOffWhoSpeaksNonsense() throws IOException {
        openAll();
        try (Socket stranger = new Socket(HOST, server.port())) {
            stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            stranger.setSoTimeout(1);
            workUntil(() -> isEnded(stranger));
        }
        assertThat(server.view().generation()).isEqualTo(1);
    }

    @Test
    void shouldSayWhatToDoWhenThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() ->
                            new MembershipServer(HOST, port, "job", JOB, DIGEST, JobSecret.NONE, CONFIGURED, BUDGET_NS))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("the membership service cannot listen at 127.0.0.1:" + port + ": Address already in use"
                            + "; give it an address of this host and a TCP port that no other process uses");
        }
    }

    @Test
    void shouldNotTakePeersForDeadThatHaveGivenUpAFrozenNode() {
        isReplicated = true;
        openAll();
        isServing = false;
        workUntil(() -> peers.stream().allMatch(peer -> peer.hindrance() != null));
        isServing = true;
        workUntil(() -> peers.stream().allMatch(peer -> peer.hindrance() == null));
        workFor(BUDGET_NS);
        assertThat(server.view().generation()).isEqualTo(1);
    }

    private static boolean isEnded(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void openAll() {
        CONFIGURED.forEach(member -> open(member.id()).join(1));
        workUntil(() -> generationEverywhere(1));
    }

    private RemoteMembership open(int id) {
        return open(id, JOB, DIGEST);
    }

    private RemoteMembership open(int id, long jobId, long digest) {
        RemoteMembership peer = new RemoteMembership(
                List.of(new ServiceNode(HOST, server.port())),
                isReplicated,
                jobId,
                digest,
                JobSecret.NONE,
                "job",
                id,
                CONFIGURED,
                BUDGET_NS);
        peers.add(peer);
        return peer;
    }

    private boolean generationEverywhere(int generation) {
        return peers.stream()
                .allMatch(peer -> peer.view() != null && peer.view().generation() == generation);
    }

    private void workUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            work();
        }
    }

    private void workFor(long durationNs) {
        long startNs = System.nanoTime();
        workUntil(() -> System.nanoTime() - startNs > durationNs);
    }

    private void work() {
        long nowNs = isTimeStopped ? stoppedNs : System.nanoTime();
        if (isServing) {
            server.doWork(nowNs);
        }
        peers.forEach(peer -> peer.doWork(nowNs));
    }

    @AfterEach
    void closeAll() {
        CloseHelper.closeAll(peers);
        server.close();
    }
}
