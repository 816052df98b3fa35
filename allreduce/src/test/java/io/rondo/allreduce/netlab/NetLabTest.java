package io.rondo.allreduce.netlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** scripts/netlab with datagrams of our own. */
@Tag("process")
@Timeout(120)
class NetLabTest {
    private static final int PORT = 5000;
    private static final int ARRIVES_WITHIN_MS = 10_000;
    private static final int LOST_AFTER_MS = 1_000;

    @Test
    void shouldConnectAllHostsOnAllNicsInBothFamilies() throws Exception {
        try (NetLab lab = NetLab.up("--hosts", "3", "--ipv6")) {
            for (String address : List.of("10.77.0.2", "10.78.0.2", "fd77::2", "fd78::2")) {
                assertThat(arrives(lab, "a", "b", address)).as(address).isTrue();
                assertThat(arrives(lab, "c", "b", address)).as(address).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"--router", "--software"})
    void shouldKeepToItsRate(String topology) throws Exception {
        int datagrams = 1_500;
        int bytes = 1_400;
        try (NetLab lab = NetLab.up(topology, "--nics", "1");
                DatagramSocket from = lab.in("a", () -> new DatagramSocket());
                DatagramSocket to = socketOf(lab, "b", "10.77.0.2")) {
            lab.netlab("rate", "a", "nic0", "100mbit");
            to.setReceiveBufferSize(2 * datagrams * bytes);
            to.setSoTimeout(ARRIVES_WITHIN_MS);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int i = 0; i < datagrams; i++) {
                        from.send(datagram("10.77.0.2", bytes));
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e); // and nothing arrives
                }
            });
            to.receive(new DatagramPacket(new byte[bytes], bytes));
            long startNs = System.nanoTime();
            for (int i = 1; i < datagrams; i++) {
                to.receive(new DatagramPacket(new byte[bytes], bytes));
            }

            // All but the first burst of 160 kB goes at 12.5 bytes a microsecond.
            long leastUs = (long) ((datagrams * bytes - 200_000) / 12.5);
            assertThat(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNs))
                    .isGreaterThan(leastUs);
            assertThat(lab.netlab("status")).contains("nic0 up, mtu 1500, rate 100Mbit");
        }
    }

    @Test
    void shouldLoseInTheRouterAndCountIt() throws Exception {
        try (NetLab lab = NetLab.up("--router")) {
            lab.netlab("loss", "10000");
            assertThat(arrives(lab, "a", "b", "10.77.0.2")).isFalse();
            assertThat(lab.netlab("status")).containsPattern("loss: 10000 of 10,000, dropped [1-9]");

            lab.netlab("loss", "0");
            assertThat(arrives(lab, "a", "b", "10.77.0.2")).isTrue();
            assertThat(lab.netlab("status")).doesNotContain("loss");
        }
    }

    @Test
    void shouldSwitchANicOffAndOn() throws Exception {
        try (NetLab lab = NetLab.up("--router", "--ipv6")) {
            lab.netlab("link", "a", "nic0", "down");
            assertThatThrownBy(() -> arrives(lab, "a", "b", "10.77.0.2")).isInstanceOf(SocketException.class);
            assertThat(arrives(lab, "a", "b", "10.78.0.2")).isTrue();

            lab.netlab("link", "a", "nic0", "up");
            assertThat(arrives(lab, "a", "b", "10.77.0.2")).isTrue();
            assertThat(arrives(lab, "a", "b", "fd77::2")).isTrue();

            lab.netlab("link", "b", "nic0", "unplugged");
            assertThat(arrives(lab, "a", "b", "10.77.0.2")).isFalse();

            lab.netlab("link", "b", "nic0", "up");
            assertThat(arrives(lab, "a", "b", "10.77.0.2")).isTrue();
        }
    }

    @Test
    void shouldBlockOneDirection() throws Exception {
        try (NetLab lab = NetLab.up("--ipv6")) {
            lab.netlab("block", "b", "a");
            assertThat(arrives(lab, "a", "b", "10.77.0.2")).isFalse();
            assertThat(arrives(lab, "a", "b", "fd78::2")).isFalse();
            assertThat(arrives(lab, "b", "a", "10.77.0.1")).isTrue();
            assertThat(arrives(lab, "b", "a", "fd78::1")).isTrue();
            assertThat(lab.netlab("status")).containsPattern("-b blocks .*-a, dropped [1-9]");

            lab.netlab("unblock", "b", "a");
            assertThat(arrives(lab, "a", "b", "10.77.0.2")).isTrue();
        }
    }

    @Test
    void shouldLeaveNothing() throws Exception {
        NetLab lab = NetLab.up("--hosts", "3");
        Process inside = new ProcessBuilder("ip", "netns", "exec", lab.name() + "-c", "sleep", "600").start();
        lab.netlab("down");
        assertThat(inside.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(left(lab)).isEmpty();

        lab.netlab("down");
        assertThat(lab.answer("status").exit()).isEqualTo(1);

        new ProcessBuilder("ip", "netns", "add", lab.name() + "-b").start().waitFor(); // half a laboratory
        assertThat(lab.answer("up").said()).contains("already");
        lab.netlab("down");
        assertThat(left(lab)).isEmpty();
    }

    @Test
    void shouldRefuseWhatItDoesNotUnderstand() throws Exception {
        try (NetLab lab = NetLab.up()) {
            for (String command :
                    List.of("fly", "up --hosts 4", "rate a nic0 fast", "link a nic7 up", "mtu 12", "loss x")) {
                assertThat(lab.answer(command.split(" ")).exit()).as(command).isEqualTo(2);
            }
            assertThat(lab.answer("loss", "10").said()).contains("netlab up --router");
        }
    }

    private static List<Path> left(NetLab lab) throws IOException {
        try (Stream<Path> namespaces = Files.list(Path.of("/run/netns"))) {
            return namespaces
                    .filter((path) -> path.getFileName().toString().startsWith(lab.name()))
                    .toList();
        }
    }

    private static boolean arrives(NetLab lab, String from, String to, String address) throws Exception {
        try (DatagramSocket receiver = socketOf(lab, to, address);
                DatagramSocket sender = lab.in(from, () -> new DatagramSocket())) {
            receiver.setSoTimeout(LOST_AFTER_MS);
            sender.send(datagram(address, 8));
            try {
                receiver.receive(new DatagramPacket(new byte[8], 8));
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }
    }

    private static DatagramSocket socketOf(NetLab lab, String host, String address) throws Exception {
        return lab.in(host, () -> new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), PORT)));
    }

    private static DatagramPacket datagram(String address, int bytes) throws IOException {
        return new DatagramPacket(new byte[bytes], bytes, InetAddress.getByName(address), PORT);
    }
}
