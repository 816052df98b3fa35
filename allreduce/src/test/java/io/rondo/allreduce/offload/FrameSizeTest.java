package io.rondo.allreduce.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.driver.Configuration;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSizeTest {
    @ParameterizedTest
    @CsvSource({
        "1500, false, 1472, 44, 64768", // Ethernet
        "1500, true, 1440, 45, 64800",
        "1492, false, 1440, 45, 64800", // PPPoE
        "9000, false, 8960, 7, 62720", // jumbo frames
        "9000, true, 8928, 7, 62496",
        "576, false, 544, 64, 34816", // the least that IPv4 hosts must take: as many as every kernel cuts
        "65536, false, 65504, 1, 65504", // loopback
        "65536, true, 65472, 1, 65472",
    })
    void shouldFillTheDatagramsOfAPath(int pathMtu, boolean ipv6, int bytes, int framesPerSend, int publicationMtu) {
        FrameSize frame = FrameSize.forPath(pathMtu, ipv6);

        assertThat(frame.bytes()).isEqualTo(bytes);
        assertThat(frame.claimBytes()).isEqualTo(bytes - 32);
        assertThat(frame.framesPerSend()).isEqualTo(framesPerSend);
        assertThat(frame.publicationMtuBytes()).isEqualTo(publicationMtu);
    }

    @Test
    void shouldAgreeWithAeronAndThePathForEveryMtu() {
        for (int pathMtu = 128; pathMtu < 70_000; pathMtu++) {
            for (boolean ipv6 : new boolean[] {false, true}) {
                FrameSize frame = FrameSize.forPath(pathMtu, ipv6);
                Configuration.validateMtuLength(frame.publicationMtuBytes());
                assertThat(frame.bytes() + (ipv6 ? 48 : 28)).isLessThanOrEqualTo(pathMtu);
                assertThat(frame.leastTermBytes()).isGreaterThanOrEqualTo(8 * frame.publicationMtuBytes());
            }
        }
        assertThat(FrameSize.forPath(1500, false).leastTermBytes()).isEqualTo(512 * 1024);
        assertThat(FrameSize.forPath(128, false).leastTermBytes()).isEqualTo(64 * 1024);
    }

    @Test
    void shouldSayWhatAChannelNeeds() {
        assertThat(FrameSize.forPath(1500, false).channelParameters(true)).isEqualTo("mtu=64768|frame-length=1472");
        assertThat(FrameSize.forPath(1500, false).channelParameters(false)).isEqualTo("mtu=1472");
        assertThat(FrameSize.forPath(65536, false).channelParameters(true)).isEqualTo("mtu=65504");
    }

    @ParameterizedTest
    @ValueSource(ints = {-32, 0, 32, 1473, 65536})
    void shouldRefuseWhatIsNoFrame(int bytes) {
        assertThatThrownBy(() -> new FrameSize(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frame length " + bytes);
    }

    @Test
    void shouldAskTheKernelForThePath() throws Exception {
        Assumptions.assumeTrue(
                SegmentationOffload.probe().enabled(),
                SegmentationOffload.probe().sentence());
        InetAddress loopback = InetAddress.getByName("127.0.0.1");

        FrameSize frame = SegmentationOffload.frameTowards(new InetSocketAddress(loopback, 40123));

        int mtu = NetworkInterface.getByInetAddress(loopback).getMTU();
        assertThat(frame).isEqualTo(FrameSize.forPath(mtu, false));
    }
}
