package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code rondo doctor} between two hosts whose network is broken. */
@Tag("process")
@Timeout(300)
class DoctorHostsTest {
    private static final String[] OPTIONS = {"--config", "hosts.yaml", "--model", "logistic"};

    @TempDir
    private Path directory;

    @Test
    void shouldFindWhatIsBrokenBetweenHosts() throws IOException {
        World.withNoise(directory, "doctor-hosts");
        Files.writeString(directory.resolve("hosts.yaml"), """
                peers:
                  - {id: 0, host: 10.77.0.1, port: 40100, rails: [10.77.0.1, 10.78.0.1]}
                  - {id: 1, host: 10.77.0.2, port: 40100, rails: [10.77.0.2, 10.78.0.2]}
                data: {set: mnist, dir: noise}
                """);
        try (Lab lab = Lab.up("doctor", "--nics", "2", "--rate", "1gbit")) {
            lab.change(
                    "exec", "b", "ip", "link", "set", "nic0", "mtu", "1400"); // longer ones are dropped without a word
            lab.change(
                    "exec",
                    "b",
                    "nft",
                    "table inet wall { chain in { type filter hook input priority 0;"
                            + " udp dport 41100 ip saddr 10.77.0.1 drop; }; }");
            try (Rondo b = doctor(lab, "b");
                    Rondo a = doctor(lab, "a")) {
                assertThat(a.awaitExit()).as(a::toString).isEqualTo(1);
                assertThat(said(a))
                        .containsPattern(
                                "problem +hosts +UDP from host 10.77.0.1 does not reach 10.77.0.2:41100 of host"
                                        + " 10.77.0.2, though both hear each other elsewhere; look for a firewall")
                        .containsPattern(
                                "warning +hosts +packets of 1500 bytes do not reach host 10.77.0.2 uncut, those of"
                                        + " 1400 do; set transport.mtu=1400 on every host");
                assertThat(b.awaitExit()).as(b::toString).isEqualTo(1);
                assertThat(said(b))
                        .containsPattern(
                                "problem +hosts +UDP from host 10.77.0.1 does not reach 10.77.0.2:41100 of host")
                        .containsPattern("ok +hosts +TCP 10.77.0.1:41100 \\(membership service\\) can be connected to");
            }
            lab.change(
                    "exec",
                    "a",
                    "nft",
                    "table inet wall { chain in { type filter hook input priority 0; tcp dport 41100 drop; }; }");
            try (Rondo b = doctor(lab, "b");
                    Rondo a = doctor(lab, "a")) {
                assertThat(b.awaitExit()).as(b::toString).isEqualTo(1);
                assertThat(a.awaitExit()).as(a::toString).isEqualTo(1);
                assertThat(said(b))
                        .containsPattern(
                                "problem +hosts +TCP 10.77.0.1:41100 \\(membership service\\) cannot be connected"
                                        + " to from host 10.77.0.2; ");
            }
            lab.change("link", "a", "nic1", "down");
            try (Rondo a = doctor(lab, "a", "--wait", "1")) {
                assertThat(a.awaitExit()).as(a::toString).isEqualTo(1);
                assertThat(said(a)).containsPattern("problem +NICs +nic1 \\(10.78.0.1\\) is down; ");
            }
            try (Rondo a = doctor(lab, "a", "--wait", "1", "--set", "transport.mtu=9000")) {
                assertThat(a.awaitExit()).as(a::toString).isEqualTo(1);
                assertThat(said(a)).containsPattern("problem +NICs +transport.mtu is 9000, and nic0 ");
            }
        }
    }

    private Rondo doctor(Lab lab, String host, String... more) {
        List<String> arguments = new ArrayList<>(List.of("doctor"));
        arguments.addAll(List.of(OPTIONS));
        arguments.addAll(List.of(more));
        return lab.start(host, directory, Rondo.command(arguments));
    }

    private static String said(Rondo rondo) {
        return String.join("\n", rondo.out());
    }
}
