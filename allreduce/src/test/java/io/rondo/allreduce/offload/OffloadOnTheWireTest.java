package io.rondo.allreduce.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.status.SystemCounterDescriptor;
import io.rondo.allreduce.netlab.NetLab;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames between two hosts, cut and put together for real. */
@Tag("process")
@Timeout(120)
class OffloadOnTheWireTest {
    private static final int FRAMES = 20_000;
    private static final Consumer<MediaDriver.Context> STOCK = (context) -> {};
    private static final Consumer<MediaDriver.Context> OFFLOAD =
            (context) -> context.receiveChannelEndpointSupplier(SegmentationOffloadTest.CountingReceiver::new);

    @ParameterizedTest(name = "{0}, receiver with offload {1}")
    @CsvSource({"10.77.0.2:40900, true", "10.77.0.2:40900, false", "[fd77::2]:40900, true"})
    void shouldRecoverWhatTheWireLoses(String endpoint, boolean receiverHasIt) throws Exception {
        try (NetLab lab = NetLab.up("--router", "--nics", "1", "--ipv6");
                TwoDrivers drivers = drivers(receiverHasIt ? OFFLOAD : STOCK)) {
            drivers.stream(lab, endpoint, FrameSize.forPath(1500, endpoint.startsWith("[")));
            lab.netlab("loss", "100");

            drivers.transferMixed(FRAMES);

            assertThat(drivers.errors).isEmpty();
            assertThat(retransmits(drivers)).isPositive();
            if (receiverHasIt) {
                assertThat(SegmentationOffloadTest.CountingReceiver.reads).isLessThan(FRAMES / 2);
            }
            assertThat(lab.netlab("status"))
                    .containsPattern("of 10,000, dropped [1-9]\\d\\d+") /* datagrams, not runs */;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.2:40900", "[fd77::2]:40900"})
    void shouldSendOneDatagramAWriteWhenThePathBecomesTooNarrow(String endpoint) throws Exception {
        FrameSize frame = FrameSize.forPath(1500, endpoint.startsWith("["));
        try (NetLab lab = NetLab.up("--nics", "1", "--ipv6");
                TwoDrivers drivers = drivers(OFFLOAD)) {
            InetSocketAddress peer = new InetSocketAddress(endpoint.startsWith("[") ? "fd77::2" : "10.77.0.2", 40900);
            assertThat(lab.in("a", () -> SegmentationOffload.frameTowards(peer)))
                    .isEqualTo(frame);
            drivers.stream(lab, endpoint, frame);
            drivers.transferMixed(FRAMES);
            int writesBefore = SegmentationOffloadTest.CountingSender.writes;

            lab.netlab("mtu", "1400");
            drivers.transferMixed(FRAMES);

            assertThat(writesBefore).isLessThan(FRAMES / 2);
            assertThat(SegmentationOffloadTest.CountingSender.writes - writesBefore)
                    .isGreaterThan(FRAMES);
            assertThat(drivers.errors).isEmpty();
        }
    }

    @Test
    void shouldGoOnCuttingWhenALinkHasBeenDown() throws Exception {
        FrameSize frame = FrameSize.forPath(1500, false);
        try (NetLab lab = NetLab.up("--nics", "1", "--router");
                TwoDrivers drivers = drivers(OFFLOAD)) {
            drivers.stream(lab, "10.77.0.2:40900", frame);
            drivers.transfer(FRAMES / 10);

            lab.netlab("link", "a", "nic0", "down");
            drivers.offer(100);
            drivers.awaitTrue(() -> drivers.errors.size() > 10); // "failed to send datagram", as stock Aeron says
            lab.netlab("link", "a", "nic0", "up");
            drivers.errors.clear();
            int writesBefore = SegmentationOffloadTest.CountingSender.writes;
            drivers.transfer(FRAMES);

            assertThat(SegmentationOffloadTest.CountingSender.writes - writesBefore)
                    .isLessThan(FRAMES / 2);
        }
    }

    private static TwoDrivers drivers(Consumer<MediaDriver.Context> receiver) {
        return new TwoDrivers(
                ThreadingMode.INVOKER,
                (context) -> context.sendChannelEndpointSupplier(SegmentationOffloadTest.CountingSender::new),
                receiver);
    }

    private static long retransmits(TwoDrivers drivers) {
        return drivers.sender
                .context()
                .systemCounters()
                .get(SystemCounterDescriptor.RETRANSMITS_SENT)
                .get();
    }
}
