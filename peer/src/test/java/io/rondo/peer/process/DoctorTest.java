package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rondo.peer.cli.Main;
import io.rondo.peer.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code rondo doctor}: each thing that can be wrong on a host, or between two, is brought about and found. */
@Tag("process")
@Timeout(300)
class DoctorTest {
    private static final String FIRST = "127.0.0.1";
    private static final String SECOND = "127.0.0.2";
    private static final int PORT = 36_100;
    private static final int CONTROL_PORT = PORT + 1000;

    @TempDir
    private Path directory;

    private record Answer(int exit, String said) {}

    @Test
    void shouldFindTwoHostsWell() throws Exception {
        List<Answer> answers = both(config(2), config(2));

        for (Answer each : answers) {
            assertThat(each.said)
                    .contains("UDP gets through both ways at all 4 endpoints, the same config")
                    .containsPattern("ok +hosts +host 127.0.0.[12]: the path carries packets of 6\\d{4} bytes")
                    .containsPattern("ok +hosts +host 127.0.0.[12]: its clock differs by ");
        }
        assertThat(answers.get(1).said)
                .containsPattern("ok +hosts +TCP 127.0.0.1:37100 \\(membership service\\) can be connected to");
    }

    @Test
    void shouldFindAnotherConfigAndAWrongClock() throws Exception {
        List<Answer> answers = both(config(2), with(config(2), "--batch", "17"));
        assertThat(answers).allMatch(each -> each.exit == 1);
        assertThat(answers.get(0).said).containsPattern("problem +hosts +host 127.0.0.2 has another config \\(digest ");

        answers = both(config(2), with(config(2), "--shift-clock", "-2500"));
        assertThat(answers.get(0).said)
                .containsPattern("warning +hosts +the clock of host 127.0.0.2 is 2.5 s behind this one's: ");
        assertThat(answers.get(1).said)
                .containsPattern("warning +hosts +the clock of host 127.0.0.1 is 2.5 s ahead of this one's: ");
    }

    @Test
    void shouldFindPortsThatAreTaken() throws Exception {
        try (DatagramChannel data = DatagramChannel.open();
                ServerSocket service = new ServerSocket()) {
            data.bind(new InetSocketAddress(InetAddress.getByName(SECOND), PORT));
            service.bind(new InetSocketAddress(InetAddress.getByName(FIRST), CONTROL_PORT));

            List<Answer> answers = both(config(2), config(2));

            assertThat(answers.get(0).exit).isEqualTo(1);
            assertThat(answers.get(0).said)
                    .containsPattern(
                            "problem +ports +TCP port 37100 of 127.0.0.1 \\(membership service\\) cannot be had: "
                                    + "Address already in use; end the program that uses it")
                    .containsPattern("problem +hosts +UDP from host 127.0.0.1 does not reach 127.0.0.2:36100 of host ");
            assertThat(answers.get(1).said)
                    .containsPattern(
                            "problem +ports +UDP port 36100 of 127.0.0.2 cannot be had: Address already in use; ");
        }
    }

    @Test
    void shouldFindThatNobodyIsThere() throws Exception {
        Answer answer = doctor(with(config(2), "--host", FIRST, "--wait", "1"));

        assertThat(answer.exit).isEqualTo(1);
        assertThat(answer.said)
                .containsPattern(
                        "problem +hosts +host 127.0.0.2 was not heard for 1 s: greetings went from 127.0.0.1 to UDP"
                                + " 127.0.0.2:36100, 127.0.0.2:37100; it answers a ping; start rondo doctor there");
    }

    @Test
    void shouldLookForTheNodesOfTheMembershipService() throws Exception {
        try (ServerSocket taken = new ServerSocket(36_300, 1, InetAddress.getByName(FIRST))) {
            assertThat(taken.isBound()).isTrue();
            Answer here = doctor(with(config(1), "--set", "membership.nodes=[{host: 127.0.0.1, port: 36300}]"));
            assertThat(here.said)
                    .containsPattern(
                            "warning +ports +TCP port 36300 of 127.0.0.1 \\(membership service\\) cannot be had: "
                                    + "Address already in use; that is well if rondo membership runs there already");
        }
        Answer elsewhere = doctor(with(
                config(2),
                "--host",
                FIRST,
                "--wait",
                "1",
                "--set",
                "membership.nodes=[{host: 127.0.0.3, port: 36300}]"));
        assertThat(elsewhere.said)
                .containsPattern(
                        "warning +hosts +nobody answers at TCP 127.0.0.3:36300 \\(membership service\\); start ");
    }

    @Test
    void shouldFindThatANicIsNotThere() throws Exception {
        Path file = Files.writeString(
                directory.resolve("rails.yaml"), "peers: [{id: 0, host: 127.0.0.1, port: 36100, rails: [nic7]}]\n");
        Answer answer =
                doctor(List.of("--config", file.toString(), "--model", "logistic", "--set", "transport.kind=udp"));
        assertThat(answer.exit).isEqualTo(1);
        assertThat(answer.said)
                .containsPattern("problem +NICs +peer 0: no NIC of this host is called nic7; there are ");
    }

    @Test
    void shouldFindWhatAHostLacks() throws Exception {
        assumeTrue(start("unshare", "--mount", "true").awaitExit() == 0, "private mounts take root");
        Path few = Files.writeString(directory.resolve("few"), "4096\n");
        // this kernel has them all right: what it says of itself is hidden behind files, for one process
        String host = "mount -t tmpfs -o size=16m tmpfs /dev/shm"
                + " && mount --bind " + few + " /proc/sys/net/core/rmem_max"
                + " && mount --bind /dev/null /sys/kernel/mm/transparent_hugepage/shmem_enabled"
                + " && ulimit -n 250 && exec \"$@\"";
        List<String> command =
                new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", host, "sh"));
        command.addAll(Rondo.command(arguments(with(config(1), "--set", "transport.kind=udp"))));

        Rondo rondo = start(command.toArray(String[]::new));

        assertThat(rondo.awaitExit()).as(rondo::toString).isEqualTo(1);
        assertThat(String.join("\n", rondo.out()))
                .containsPattern("problem +shared memory +/dev/shm is too small: 1 peers with 7850 parameters need ")
                .containsPattern("problem +socket buffers net.core.rmem_max is 4096, the receive buffer of a link ")
                .containsPattern("warning +huge pages +this kernel has no huge pages for shared memory")
                .containsPattern("problem +limits +a process may open 250 files, a peer among 1 needs up to 272; ");
    }

    @Test
    void shouldFindThatJavaWasStartedInAnotherWay() throws Exception {
        List<String> command = new ArrayList<>(Rondo.command(arguments(config(1))));
        command.removeIf(each -> each.startsWith("@"));

        Rondo rondo = start(command.toArray(String[]::new));

        assertThat(rondo.awaitExit()).as(rondo::toString).isEqualTo(1);
        assertThat(rondo.out().get(0)).startsWith("problem  java           java was started without --add-opens=");
    }

    @Test
    void shouldFindThatModelAndOutputCannotBeHad() throws Exception {
        try (RunDirectory run = RunDirectory.lockRun(directory.resolve("used"), "")) {
            Answer used = doctor(with(config(1), "--set", "output.dir=" + run.path()));
            assertThat(used.said)
                    .containsPattern("problem +output +another run is already using .*used; wait for its end");
        }
        Path file = Files.createFile(directory.resolve("file"));
        Answer answer = doctor(with(config(1), "--set", "data.dir=none", "--set", "output.dir=" + file.resolve("out")));

        assertThat(answer.exit).isEqualTo(1);
        assertThat(answer.said)
                .containsPattern("problem +model, data +no such data directory: none ")
                .containsPattern("problem +output +" + file + " is no directory that this user may write in; ");
    }

    /** One doctor on each host, at the same time. */
    private List<Answer> both(List<String> first, List<String> second) throws Exception {
        CompletableFuture<Answer> other = CompletableFuture.supplyAsync(() -> doctor(with(second, "--host", SECOND)));
        Answer own = doctor(with(first, "--host", FIRST));
        return List.of(own, other.get(120, TimeUnit.SECONDS));
    }

    /** With one peer on each of so many hosts. */
    private List<String> config(int hosts) throws IOException {
        World.withNoise(directory, "doctor");
        StringBuilder yaml = new StringBuilder("peers:\n");
        for (int host = 0; host < hosts; host++) {
            yaml.append(String.format("  - {id: %d, host: 127.0.0.%d, port: %d}%n", host, host + 1, PORT));
        }
        Path file = Files.writeString(directory.resolve("hosts-" + hosts + ".yaml"), yaml);
        return List.of(
                "--config",
                file.toString(),
                "--model",
                "logistic",
                "--set",
                "data.set=mnist",
                "--data-dir",
                directory.resolve("noise").toString(),
                "--set",
                "output.dir=" + directory.resolve("out"));
    }

    private static List<String> with(List<String> options, String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return all;
    }

    private static List<String> arguments(List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("doctor"));
        arguments.addAll(options);
        return arguments;
    }

    private static Answer doctor(List<String> options) {
        StringWriter said = new StringWriter();
        int exit = Main.run(arguments(options).toArray(String[]::new), new PrintWriter(said), new PrintWriter(said));
        return new Answer(exit, said.toString());
    }

    private Rondo start(String... command) {
        return Rondo.startCommand(directory, List.of(command), Map.of("OMP_NUM_THREADS", "1"));
    }
}
