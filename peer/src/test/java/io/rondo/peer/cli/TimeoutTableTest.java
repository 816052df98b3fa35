package io.rondo.peer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.exceptions.DriverTimeoutException;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.hogwild.gossip.GossipSettings;
import io.rondo.membership.ControlLink;
import io.rondo.membership.Member;
import io.rondo.membership.MembershipTimeouts;
import io.rondo.membership.SignsOfLife;
import io.rondo.membership.View;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.RecoveryTimeouts;
import io.rondo.peer.config.RondoConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutTableTest {
    @TempDir
    private Path directory;

    @Test
    void shouldLeaveNoneOut() {
        long derived = Stream.of(
                        TransportTimeouts.class, MembershipTimeouts.class, RecoveryTimeouts.class, GossipSettings.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method ->
                        method.getName().endsWith("Ns") && !method.getName().equals("budgetNs"))
                .count();

        List<TimeoutTable.Row> rows = new TimeoutTable(config("1s")).rows();

        assertThat(rows).hasSize((int) derived).doesNotHaveDuplicates();
        assertThat(rows).extracting(TimeoutTable.Row::meaning).doesNotHaveDuplicates();
    }

    @Test
    void shouldPrintValuesAndTheBound() {
        assertThat(printed(config("2s")))
                .startsWith("recovery.budget 2000 ms, the longest silence of a living peer.")
                .containsPattern(" 1200 +0\\.60  a member is silent: a view without it is issued")
                .containsPattern(" 1600 +0\\.80  a member is silent: the ring breaks, it is accused")
                .contains("bound: when a peer is lost the others go on within 2000 ms; the process of the membership")
                .contains("not derived: start.timeout 2m, training.stepTimeout 5m, recovery.joinTimeout 30s");
        assertThat(printed(ConfigReader.readText(
                        "membership: {nodes: [{port: 50}, {port: 60}, {port: 70}]}\npeers: [{id: 0, port: 10}]", "f")))
                .contains("while a membership node leads, within 2550 ms when the leading one is lost with it");
    }

    /** Which one comes before which does not depend on the budget, so one is as good as another. */
    @Test
    void shouldNoticeSilenceBeforeAeronCleansUp() {
        long budgetNs = TimeUnit.SECONDS.toNanos(1);
        MembershipTimeouts membership = new MembershipTimeouts(budgetNs);
        TransportTimeouts transport = new TransportTimeouts(budgetNs);
        RecoveryTimeouts recovery = new RecoveryTimeouts(budgetNs);

        assertThat(List.of(
                        membership.signNs(),
                        membership.beatNs(),
                        membership.serviceStallNs(),
                        membership.peerStallNs(),
                        membership.serviceSilenceNs(),
                        membership.memberSilenceNs(),
                        budgetNs,
                        transport.livenessNs(),
                        transport.unblockNs()))
                .isSorted();
        assertThat(recovery.renewNs()).isLessThan(recovery.viewNs());
        assertThat(membership.controlLivenessNs()).isLessThan(membership.controlUnblockNs());
    }

    /** Aeron checks how the time-outs of a driver and a client go together. */
    @ParameterizedTest
    @ValueSource(longs = {200, 60_000})
    void shouldSuitAeronWithTheShortestAndTheLongestBudget(long budgetMs) throws Exception {
        config(budgetMs + "ms");
        long budgetNs = TimeUnit.MILLISECONDS.toNanos(budgetMs);
        View view = new View("job", 0, List.of(new Member(0, "127.0.0.1", freePort())));
        SignsOfLife signs = new SignsOfLife(view, 0, budgetNs, System.nanoTime());
        withPatience(() -> DataTransport.open(directory.resolve("data"), true, new TransportTimeouts(budgetNs)));
        withPatience(() -> new ControlLink(directory.resolve("control"), view, 0, 1, 2, List.of(), budgetNs, signs));
    }

    /** As peers do: where classes are still loaded a driver's start may outlast the shortest time-outs. */
    private static void withPatience(Callable<AutoCloseable> opening) throws Exception {
        for (int again = 0; ; again++) {
            try {
                opening.call().close();
                return;
            } catch (DriverTimeoutException e) {
                assertThat(again).as("times that the driver was too slow").isLessThan(10);
            }
        }
    }

    @Test
    void shouldRefuseABudgetOfWhichThreadsCannotKeepTheParts() {
        assertThat(MembershipTimeouts.LEAST_BUDGET_NS).isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
        assertThatThrownBy(() -> new TransportTimeouts(MembershipTimeouts.LEAST_BUDGET_NS - 1))
                .hasMessage("a budget of 199 ms is below 200 ms");
        assertThatThrownBy(() -> config("199ms"))
                .hasMessage("f:1: recovery.budget: expected a duration from 200ms to 1m, found 199ms");
    }

    @Test
    void shouldRefuseABudgetThatWouldTakeLongerThanAStepMay() {
        assertThatThrownBy(() -> ConfigReader.readText("recovery: {budget: 5s}\ntraining: {stepTimeout: 4s}", "f"))
                .hasMessage("f:2: training.stepTimeout: expected more than the 4s after which recovery.budget 5s takes"
                        + " a peer for silent, or a dead one would be waited for as a slow one, found 4s");
    }

    private static RondoConfig config(String budget) {
        return ConfigReader.readText("recovery: {budget: " + budget + "}", "f");
    }

    private static String printed(RondoConfig config) {
        StringWriter text = new StringWriter();
        new TimeoutTable(config).print(new PrintWriter(text));
        return text.toString();
    }

    private static int freePort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
