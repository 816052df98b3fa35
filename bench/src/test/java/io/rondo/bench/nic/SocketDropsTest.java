package io.rondo.bench.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SocketDropsTest {
    @Test
    void shouldReadWhatTheKernelCounts() {
        assertThat(SocketDrops.ipv4(List.of(
                        "Tcp: RtoAlgorithm RetransSegs",
                        "Tcp: 1 5",
                        "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors",
                        "Udp: 100 2 30 4 29 6")))
                .isEqualTo(29);
        assertThat(SocketDrops.ipv6(List.of("Udp6InDatagrams  \t1", "Udp6RcvbufErrors                \t7")))
                .isEqualTo(7);
        assertThat(SocketDrops.ipv4(List.of())).isZero();
    }
}
