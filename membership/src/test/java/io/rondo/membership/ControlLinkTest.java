package io.rondo.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ControlLinkTest {
    private static final long BUDGET_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long JOB = 42;

    private List<String> rails = List.of();
    private static final List<Integer> ALL = List.of(0, 1, 2);

    private final List<Path> directories = new ArrayList<>();
    private final List<ControlLink> links = new ArrayList<>();
    private final List<SignsOfLife> signs = new ArrayList<>();

    @Test
    void shouldHearEachOtherAndWhatTheySay() throws IOException {
        View view = view(3);
        for (Member member : view.members()) {
            open(view, member.id(), JOB);
        }
        workUntil(() -> signs.stream().allMatch(s -> s.missing(ALL).isEmpty()));

        links.get(1).announce(7, Activity.LEAVING);
        workUntil(() -> signs.get(0).leaving(ALL) == 1 && signs.get(2).leaving(ALL) == 1);
    }

    @Test
    void shouldDropAndCountAnotherJobsBeats() throws IOException {
        View view = view(2);
        open(view, 0, JOB);
        open(view, 1, JOB + 1);
        workUntil(() -> links.get(0).strangers() > 0 && links.get(1).strangers() > 0);
        assertThat(signs.get(0).missing(ALL)).containsExactly(1);
    }

    @Test
    void shouldNoticeSilenceWithinTheBudget() throws IOException {
        View view = view(2);
        open(view, 0, JOB);
        open(view, 1, JOB);
        workUntil(() -> signs.stream().allMatch(s -> s.missing(ALL).isEmpty()));

        links.remove(1).close();
        long startNs = System.nanoTime();
        workUntil(() -> signs.get(0).silent(ALL, System.nanoTime()) == 1);
        assertThat(System.nanoTime() - startNs).isBetween(BUDGET_NS / 2, 3 * BUDGET_NS);
    }

    @Test
    void shouldRefuseAPortThatIsTaken() throws IOException {
        try (DatagramChannel taken = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            int port = ((InetSocketAddress) taken.getLocalAddress()).getPort();
            View view = new View("job", 1, List.of(new Member(0, "127.0.0.1", port)));
            assertThatThrownBy(() -> open(view, 0, JOB)).hasMessageContaining("Address already in use");
        }
    }

    private static View view(int size) throws IOException {
        List<Member> members = new ArrayList<>();
        List<DatagramChannel> held = new ArrayList<>();
        for (int id = 0; id < size; id++) {
            DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
            held.add(channel);
            members.add(new Member(id, "127.0.0.1", ((InetSocketAddress) channel.getLocalAddress()).getPort()));
        }
        for (DatagramChannel channel : held) {
            channel.close();
        }
        return new View("job", 1, members);
    }

    private void open(View view, int id, long jobId) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "rondo-test-");
        directories.add(directory);
        SignsOfLife heard = new SignsOfLife(view, id, BUDGET_NS, System.nanoTime());
        signs.add(heard);
        links.add(new ControlLink(directory, view, id, jobId, 1, rails, BUDGET_NS, heard));
    }

    private void workUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            links.forEach(link -> link.doWork(System.nanoTime()));
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldTellItsRailsAndBeHeardOnEach() throws IOException {
        View view = view(2);
        rails = List.of("127.0.0.1", "127.0.0.2");
        open(view, 0, JOB);
        open(view, 1, JOB);
        workUntil(() ->
                signs.get(0).rails(1).equals(rails) && signs.get(1).rails(0).equals(rails));
        workUntil(() -> links.stream().allMatch(link -> link.connected() == 2));
    }

    @AfterEach
    void closeAll() throws IOException {
        links.forEach(ControlLink::close);
        for (Path directory : directories) {
            Files.deleteIfExists(directory);
        }
    }
}
