package io.rondo.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who knows the job's secret becomes a member, and nobody else; over real sockets. */
@Timeout(60)
class JobSecretTest {
    private static final String HOST = "127.0.0.1";
    private static final String TEXT = "sixteen and more characters";
    private static final JobSecret SECRET = JobSecret.of(TEXT);
    private static final long BUDGET_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long JOB = 42;
    private static final long DIGEST = 7;
    private static final List<Member> CONFIGURED = List.of(new Member(10, "h", 1), new Member(11, "h", 2));

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<RemoteMembership> peers = new ArrayList<>();
    private MembershipServer server;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sixteen and more characters | '' | peer 11 has no job.secret, and the membership service at 127.0.0.1:0"
                        + " lets nobody in without: write the job's secret into the peer's config file",
                "sixteen and more characters | some other secret | peer 11 has another job.secret than the membership"
                        + " service at 127.0.0.1:0: give every peer and node the same",
                "'' | some other secret | peer 11 has a job.secret, the membership service at 127.0.0.1:0 has none:"
                        + " give the same to every peer and node, or none"
            })
    void shouldRefuseWhoDoesNotKnowItAndLeaveTheRingAlone(String served, String told, String sentence) {
        serve(JobSecret.of(served));
        RemoteMembership first = join(10, 1, JobSecret.of(served));
        RemoteMembership second = join(11, 1, JobSecret.of(served));
        workUntil(() -> first.view() != null && second.view() != null);

        RemoteMembership stranger = join(11, 2, JobSecret.of(told));
        workUntil(() -> stranger.failure() != null);

        assertThat(stranger.failure()).isEqualTo(sentence);
        assertThat(stranger.view())
                .as("what the ring is, is told to members alone")
                .isNull();
        assertThat(server.view().generation()).isEqualTo(1);
        assertThat(server.view().has(11, 1)).isTrue();
    }

    @Test
    void shouldRefuseAProofThatWasHeardOnAnotherConnection() throws IOException {
        serve(SECRET);
        RawPeer honest = new RawPeer();
        workUntil(() -> honest.poll() && honest.challenge != null);
        JoinRequest request = new JoinRequest(JOB, DIGEST, 10, 1);
        byte[] proof = SECRET.proofOf(request.statement(honest.challenge));
        honest.join(request, proof);
        workUntil(() -> honest.poll() && honest.isWelcome);

        RawPeer replaying = new RawPeer();
        workUntil(() -> replaying.poll() && replaying.challenge != null);
        replaying.join(request, proof);
        workUntil(() -> replaying.poll() && replaying.refusal != null);
        assertThat(replaying.refusal).startsWith("peer 10 has another job.secret");
        assertThat(replaying.isWelcome).isFalse();
    }

    @Test
    void shouldRefuseAProofThatWasMadeForAnotherPeer() throws IOException {
        serve(SECRET);
        RawPeer peer = new RawPeer();
        workUntil(() -> peer.poll() && peer.challenge != null);
        byte[] proof = SECRET.proofOf(new JoinRequest(JOB, DIGEST, 11, 1).statement(peer.challenge));
        peer.join(new JoinRequest(JOB, DIGEST, 10, 1), proof);
        workUntil(() -> peer.poll() && peer.refusal != null);
        assertThat(peer.refusal).startsWith("peer 10 has another job.secret");
    }

    @Test
    void shouldNotTellItsText() {
        assertThat(SECRET).hasToString("set").isEqualTo(JobSecret.of(TEXT)).isNotEqualTo(JobSecret.of("another"));
        assertThat(JobSecret.of("")).isEqualTo(JobSecret.NONE).hasToString("none");
    }

    private void serve(JobSecret secret) {
        server = new MembershipServer(HOST, 0, "job", JOB, DIGEST, secret, CONFIGURED, BUDGET_NS);
        open.add(server);
    }

    private RemoteMembership join(int id, long incarnation, JobSecret secret) {
        RemoteMembership peer = new RemoteMembership(
                List.of(new ServiceNode(HOST, server.port())),
                false,
                JOB,
                DIGEST,
                secret,
                "job",
                id,
                CONFIGURED,
                BUDGET_NS);
        open.add(peer);
        peers.add(peer);
        peer.join(incarnation);
        return peer;
    }

    private void workUntil(BooleanSupplier done) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        do {
            assertThat(System.nanoTime() - deadlineNs)
                    .as("nanoseconds past the deadline")
                    .isNegative();
            server.doWork(System.nanoTime());
            peers.forEach(peer -> peer.doWork(System.nanoTime()));
        } while (!done.getAsBoolean());
    }

    /** A peer's end of a connection that says what a test wants it to say. */
    private final class RawPeer implements MembershipAdapter.Listener {
        private final Connection connection;
        private final MembershipAdapter adapter = new MembershipAdapter(this);
        private byte[] challenge;
        private boolean isWelcome;
        private String refusal;

        RawPeer() throws IOException {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(HOST, server.port()));
            channel.configureBlocking(false);
            connection = new Connection(channel);
            open.add(connection);
        }

        boolean poll() {
            connection.flush();
            connection.poll(adapter);
            return true;
        }

        void join(JoinRequest request, byte[] proof) {
            new MembershipPublisher().join(connection, request, proof);
        }

        @Override
        public void onChallenge(byte[] toProve) {
            challenge = toProve;
        }

        @Override
        public void onAlive() {
            isWelcome = true;
        }

        @Override
        public void onRefused(long incarnation, boolean isFenced, String text) {
            refusal = text;
        }
    }

    @AfterEach
    void closeAll() {
        CloseHelper.closeAll(open);
    }
}
