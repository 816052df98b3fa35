package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts with two NICs each, as network namespaces: training across them, and what is wrong with a network. */
@Tag("process")
@Timeout(300)
class HostsTest {
    private static final int HOSTS = 2;
    private static final int PEERS_OF_HOST = 2;
    private static final String ADDRESS = "10.77.0.%d";
    private static final String BOTH_NICS = "[10.77.0.%1$d, 10.78.0.%1$d]";

    @TempDir
    private Path directory;

    private Lab lab;
    private World world;

    @BeforeEach
    void buildLab() {
        lab = Lab.up("hosts", "--nics", "2", "--rate", "1gbit", "--ipv6");
        world = World.withNoise(directory, "hosts");
    }

    @AfterEach
    void removeLab() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void shouldTrainOnTwoHostsThoughANicDies() throws Exception {
        write(ADDRESS, BOTH_NICS);
        try (Rondo b = start("b", "--steps", "400");
                Rondo a = start("a", "--steps", "400").awaitLine("training:")) {
            lab.change("link", "a", "nic1", "down"); // both rails carry data and signs of life

            assertThat(a.awaitExit()).as(a::toString).isZero();
            assertThat(b.awaitExit()).as(b::toString).isZero();
            assertThat(replicas(a)).isEqualTo(replicas(b)).startsWith("replicas: 2 of 2 digests equal");
        }
        world.assertNothingLeft();
    }

    @Test
    void shouldTrainOverIpv6() throws Exception {
        write("'fd77::%d'", "['fd77::%1$d', 'fd78::%1$d']");
        try (Rondo b = start("b", "--steps", "40");
                Rondo a = start("a", "--steps", "40")) {
            assertThat(a.awaitExit()).as(a::toString).isZero();
            assertThat(b.awaitExit()).as(b::toString).isZero();
            assertThat(replicas(a)).isEqualTo(replicas(b)).startsWith("replicas: 2 of 2 digests equal");
        }
        world.assertNothingLeft();
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        write(ADDRESS, "[nic0, nic7]");
        assertThat(refusal("a"))
                .matches("rondo: peer [01]: no NIC of this host is called nic7; there are .*nic0: .*10.77.0.1.*");
        write(ADDRESS, "[10.77.0.%d, 10.99.0.1]");
        assertThat(refusal("a"))
                .matches("rondo: peer [01]: no NIC of this host has the address 10.99.0.1; they have .*10.77.0.1.*");
        write(ADDRESS, BOTH_NICS);
        assertThat(refusal("a", "--set", "start.timeout=8s"))
                .startsWith("rondo: waited 8 s (start.timeout) for peers [2, 3] to start: signs of life were sent from"
                        + " peer ")
                .contains("(10.77.0.1:", " to UDP 10.77.0.2:41100, 10.77.0.2:41101, none came back; ");
        try (Rondo b = start("b", "--set", "transport.mtu=9000")) {
            assertThat(refusal("a", "--set", "transport.mtu=9000"))
                    .matches("rondo: peer [01]: an MTU of 9000 bytes is larger than 1500, that of nic0 .*");
            assertThat(b.awaitExit()).isEqualTo(1);
        }
        world.assertNothingLeft();
    }

    /** Also when the other host's peers give up first, and this one's are alone in the ring then. Half a minute. */
    @Test
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    void shouldSayInWhichDirectionAFirewallIs() throws Exception {
        write(ADDRESS, BOTH_NICS);
        lab.change(
                "exec",
                "b",
                "nft",
                "table inet wall { chain in { type filter hook input priority 0;"
                        + " udp dport { 41100, 41101 } ip saddr { 10.77.0.1, 10.78.0.1 } drop; }; }");
        try (Rondo b = start("b", "--set", "start.timeout=10s")) {
            assertThat(refusal("a", "--set", "start.timeout=10s"))
                    .matches(
                            ".* for peers \\[(2|3|2, 3)\\] to hear this one: their signs of life reach peer [01] .*, those from"
                                    + " here to UDP 10.77.0.2:4110[01](, 10.77.0.2:41101)? do not reach them; look for a firewall.*");
            assertThat(b.awaitExit()).isEqualTo(1);
        }
        world.assertNothingLeft();
    }

    /** A config with two peers on each host; {@code %d} stands for the number of the host. */
    private void write(String address, String rails) throws IOException {
        StringBuilder yaml = new StringBuilder("peers:\n");
        for (int id = 0; id < HOSTS * PEERS_OF_HOST; id++) {
            int host = 1 + id / PEERS_OF_HOST;
            yaml.append(String.format(
                    "  - {id: %d, host: %s, port: %d, rails: %s}%n",
                    id, String.format(address, host), 40_100 + id % PEERS_OF_HOST, String.format(rails, host)));
        }
        Files.writeString(directory.resolve("hosts.yaml"), yaml);
    }

    private Rondo start(String host, String... options) {
        List<String> command = new ArrayList<>(Rondo.command(world.trainArguments("out", options)));
        command.addAll(List.of("--config", "hosts.yaml", "--model", "mlp"));
        return lab.start(host, directory, command);
    }

    /** What a launcher on the host says when it fails. */
    private String refusal(String host, String... options) {
        try (Rondo rondo = start(host, options)) {
            assertThat(rondo.awaitExit()).as(rondo::toString).isEqualTo(1);
            return rondo.err().get(rondo.err().size() - 1);
        }
    }

    private static String replicas(Rondo rondo) {
        return rondo.out().get(rondo.out().size() - 1);
    }
}
