package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.allreduce.netlab.NetLab;
import io.rondo.allreduce.offload.FrameSize;
import io.rondo.allreduce.offload.PathMtu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a through c to b: the NICs of a and b take 9000 bytes, the hop in the middle does not. */
@Tag("process")
@Timeout(120)
class PathMtuTest {
    @Test
    void shouldFindANarrowHopInTheMiddle() throws Exception {
        try (NetLab lab = routed()) {
            UdpSettings large = new UdpSettings(9000, UdpSettings.FOUND_OUT, true);
            Ring ring = ring("10.77.0.1", "10.78.0.2");
            assertThat(lab.in("a", () -> new Rails(ring, large).frameBytes()))
                    .isEqualTo(FrameSize.forPath(9000, false).bytes());

            lab.netlab("exec", "c", "ip", "link", "set", "nic1", "mtu", "1500");

            assertThat(lab.in("a", () -> new Rails(ring, UdpSettings.DEFAULT).frameBytes()))
                    .isEqualTo(FrameSize.forPath(1500, false).bytes());
            assertThatThrownBy(() -> lab.in("a", () -> new Rails(ring, large)))
                    .hasMessageEndingWith("an MTU of 9000 bytes is larger than 1500,"
                            + " that of the path from 10.77.0.1 to 10.78.0.2");
        }
    }

    @ParameterizedTest
    @CsvSource({"10.77.0.1, 10.78.0.2", "fd77::1, fd78::2"})
    void shouldAskInBothFamilies(String from, String to) throws Exception {
        try (NetLab lab = routed()) {
            lab.netlab("exec", "c", "ip", "link", "set", "nic1", "mtu", "1400");
            InetSocketAddress peer = new InetSocketAddress(to, 40_900);
            assertThat(lab.in("a", () -> PathMtu.towards(InetAddress.getByName(from), peer, 9000)))
                    .isEqualTo(1400);
            assertThat(lab.in("a", () -> PathMtu.towards(InetAddress.getByName(from), peer, 1300)))
                    .isEqualTo(1300);
        }
    }

    @Test
    void shouldTakeTheNicsMtuWhereThereIsNoWayToThePeer() throws Exception {
        try (NetLab lab = NetLab.up("--nics", "1")) {
            assertThat(lab.in("a", () -> new Rails(ring("10.77.0.1", "192.0.2.1"), UdpSettings.DEFAULT).frameBytes()))
                    .isEqualTo(FrameSize.forPath(1500, false).bytes());
        }
    }

    private static NetLab routed() throws IOException {
        NetLab lab = NetLab.up("--hosts", "3", "--mtu", "9000", "--ipv6");
        lab.netlab("link", "a", "nic1", "down");
        lab.netlab("link", "b", "nic0", "down");
        lab.netlab("exec", "c", "sysctl", "-q", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        lab.netlab("exec", "a", "ip", "route", "replace", "10.78.0.0/24", "via", "10.77.0.3");
        lab.netlab("exec", "b", "ip", "route", "replace", "10.77.0.0/24", "via", "10.78.0.3");
        lab.netlab("exec", "a", "ip", "-6", "route", "replace", "fd78::/64", "via", "fd77::3");
        lab.netlab("exec", "b", "ip", "-6", "route", "replace", "fd77::/64", "via", "fd78::3");
        return lab;
    }

    private static Ring ring(String from, String to) {
        return new Ring(
                "test", 1, List.of(new Seat(0, "a", 40_900, List.of(from)), new Seat(1, "b", 40_900, List.of(to))), 0);
    }
}
