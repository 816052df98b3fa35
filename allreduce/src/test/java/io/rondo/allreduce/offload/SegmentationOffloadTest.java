package io.rondo.allreduce.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.media.UdpChannel;
import io.aeron.driver.status.SystemCounterDescriptor;
import io.aeron.exceptions.RegistrationException;
import io.aeron.protocol.DataHeaderFlyweight;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames from one driver to another: all arrive, in order and intact, whoever has the offload and whatever is lost. */
@Timeout(60)
class SegmentationOffloadTest {
    private static final FrameSize FRAME = FrameSize.forPath(1500, false);
    private static final int FRAMES = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Consumer<MediaDriver.Context> STOCK = (context) -> {};
    private static final Consumer<MediaDriver.Context> OFFLOAD = (context) ->
            assertThat(SegmentationOffload.install(context).enabled()).isTrue();

    @BeforeAll
    static void needsAKernelThatCan() {
        Assumptions.assumeTrue(
                SegmentationOffload.probe().enabled(),
                SegmentationOffload.probe().sentence());
    }

    @ParameterizedTest(name = "{0}, sender {1}, receiver {2}")
    @CsvSource({
        "127.0.0.1, true, true", "127.0.0.1, true, false", "127.0.0.1, false, true", "127.0.0.1, false, false",
        "[::1], true, true", "[::1], true, false", "[::1], false, true", "[::1], false, false",
    })
    void shouldDeliverEveryFrame(String host, boolean senderHasIt, boolean receiverHasIt) {
        try (TwoDrivers drivers =
                new TwoDrivers(ThreadingMode.INVOKER, senderHasIt ? OFFLOAD : STOCK, receiverHasIt ? OFFLOAD : STOCK)) {
            drivers.stream(host, FRAME, FRAME.channelParameters(senderHasIt));

            drivers.transferMixed(FRAMES);

            assertThat(drivers.errors).isEmpty();
            assertThat(invalidPackets(drivers.receiver)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ThreadingMode.class,
            names = {"SHARED", "DEDICATED", "SHARED_NETWORK"})
    void shouldNotMindWhoseThreadsTheDriversHave(ThreadingMode mode) {
        try (TwoDrivers drivers = new TwoDrivers(mode, OFFLOAD, OFFLOAD)) {
            drivers.stream("127.0.0.1", FRAME, FRAME.channelParameters(true));

            drivers.transferMixed(FRAMES);

            assertThat(drivers.errors).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}, receiver with offload {1}")
    @CsvSource({"127.0.0.1, true", "[::1], true", "127.0.0.1, false"})
    void shouldRecoverWhatIsLostInsideARun(String host, boolean receiverHasIt) {
        try (TwoDrivers drivers = new TwoDrivers(
                ThreadingMode.INVOKER,
                (context) -> context.sendChannelEndpointSupplier(LossySender::new),
                receiverHasIt ? OFFLOAD : STOCK)) {
            drivers.stream(host, FRAME, FRAME.channelParameters(true));

            drivers.transferMixed(FRAMES);

            assertThat(drivers.errors).isEmpty();
            assertThat(counter(drivers.sender, SystemCounterDescriptor.RETRANSMITS_SENT))
                    .isPositive();
        }
    }

    @Test
    void shouldNeedFarFewerCallsThanFrames() {
        try (TwoDrivers drivers = new TwoDrivers(
                ThreadingMode.INVOKER,
                (context) -> context.sendChannelEndpointSupplier(CountingSender::new),
                (context) -> context.receiveChannelEndpointSupplier(CountingReceiver::new))) {
            drivers.stream("127.0.0.1", FRAME, FRAME.channelParameters(true));

            drivers.transfer(FRAMES);

            assertThat(CountingSender.writes).isBetween(FRAMES / 44, FRAMES / 5);
            assertThat(CountingReceiver.reads).isBetween(FRAMES / 44, FRAMES / 5);
            assertThat(CountingReceiver.longestPieceBytes).isEqualTo(FRAME.bytes());
        }
    }

    @Test
    void shouldGoOnWhereAFullSocketHasStoppedASend() {
        try (TwoDrivers drivers = new TwoDrivers(
                ThreadingMode.INVOKER,
                (context) -> context.sendChannelEndpointSupplier(OftenFullSender::new),
                OFFLOAD)) {
            drivers.stream("127.0.0.1", FRAME, FRAME.channelParameters(true));

            drivers.transferMixed(FRAMES);

            assertThat(drivers.errors).isEmpty();
            assertThat(counter(drivers.sender, SystemCounterDescriptor.SHORT_SENDS))
                    .isPositive();
            assertThat(counter(drivers.sender, SystemCounterDescriptor.RETRANSMITS_SENT))
                    .isZero();
            // Nothing twice: padding is 32 bytes on the wire and up to a frame in the term.
            assertThat(OftenFullSender.sentBytes).isLessThanOrEqualTo(drivers.position());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotMindProbesOfThePath(boolean receiverHasIt) throws IOException {
        try (TwoDrivers drivers = new TwoDrivers(ThreadingMode.INVOKER, OFFLOAD, receiverHasIt ? OFFLOAD : STOCK)) {
            InetSocketAddress endpoint = new InetSocketAddress("127.0.0.1", 40804);
            String channel = "aeron:udp?endpoint=127.0.0.1:40804";
            drivers.subscribe(channel);
            drivers.publish(channel + "|term-length=1m|" + FRAME.channelParameters(true), FRAME);
            drivers.awaitConnected();

            assertThat(PathMtu.towards(endpoint.getAddress(), endpoint, 9000)).isEqualTo(9000);
            drivers.transfer(FRAMES / 10);

            assertThat(drivers.errors).isEmpty();
            assertThat(invalidPackets(drivers.receiver)).isZero();
        }
    }

    @Tag("own-jvm")
    @Test
    void shouldAllocateNothing() {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        try (TwoDrivers drivers = new TwoDrivers(
                ThreadingMode.INVOKER,
                (context) -> context.sendChannelEndpointSupplier(MeteredSender::new),
                (context) -> context.receiveChannelEndpointSupplier(MeteredReceiver::new))) {
            drivers.stream("127.0.0.1", FRAME, FRAME.channelParameters(true));
            // The JIT works in the background and behind others: steady is when a round allocates nothing.
            do {
                MeteredSender.allocatedBytes = 0;
                MeteredReceiver.allocatedBytes = 0;
                drivers.transferMixed(FRAMES);
            } while (MeteredSender.allocatedBytes + MeteredReceiver.allocatedBytes > 0
                    && System.nanoTime() - deadlineNs < 0);

            assertThat(MeteredSender.allocatedBytes).isZero();
            assertThat(MeteredReceiver.allocatedBytes).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dynamic", "manual"})
    void shouldSendToSeveralDestinationsOneDatagramAWrite(String controlMode) {
        try (TwoDrivers drivers = new TwoDrivers(ThreadingMode.INVOKER, OFFLOAD, OFFLOAD)) {
            String parameters = "|term-length=1m|" + FRAME.channelParameters(true);
            if (controlMode.equals("dynamic")) {
                drivers.publish("aeron:udp?control=127.0.0.1:40801|control-mode=dynamic" + parameters, FRAME);
                drivers.subscribe("aeron:udp?endpoint=127.0.0.1:40802|control=127.0.0.1:40801|control-mode=dynamic");
            } else {
                drivers.subscribe("aeron:udp?endpoint=127.0.0.1:40802");
                drivers.publish("aeron:udp?control-mode=manual" + parameters, FRAME)
                        .addDestination("aeron:udp?endpoint=127.0.0.1:40802");
            }

            drivers.transferMixed(FRAMES);

            assertThat(drivers.errors).isEmpty();
        }
    }

    @Test
    void shouldLetTheFirstChannelToAnEndpointDecide() {
        try (TwoDrivers drivers = new TwoDrivers(
                ThreadingMode.INVOKER,
                (context) -> context.sendChannelEndpointSupplier(CountingSender::new),
                OFFLOAD)) {
            String endpoint = "aeron:udp?endpoint=127.0.0.1:40803";
            drivers.subscribe(endpoint);
            CountingSender.opened = 0;
            drivers.senderClient().addExclusivePublication(endpoint, 1);
            drivers.publish(endpoint + "|term-length=1m|" + FRAME.channelParameters(true), FRAME);

            drivers.transfer(FRAMES / 10);

            assertThat(CountingSender.opened).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseAFrameLengthThatIsNone() {
        try (TwoDrivers drivers = new TwoDrivers(ThreadingMode.INVOKER, OFFLOAD, OFFLOAD)) {
            assertThatThrownBy(() -> drivers.publish("aeron:udp?endpoint=127.0.0.1:40804|frame-length=1473", FRAME))
                    .isInstanceOf(RegistrationException.class)
                    .hasMessageContaining("frame-length=1473 must be a multiple of 32");
        }
    }

    @Test
    void shouldSayWhatItDid() {
        assertThat(SegmentationOffload.install(new MediaDriver.Context()).sentence())
                .startsWith("UDP segmentation offload: on");

        MediaDriver.Context own = new MediaDriver.Context().receiveChannelEndpointSupplier(CountingReceiver::new);
        assertThat(SegmentationOffload.install(own).enabled()).isFalse();
        assertThat(SegmentationOffload.install(own).sentence()).contains("off", "endpoints of its own");
        assertThat(own.sendChannelEndpointSupplier()).isNull();
    }

    private static long invalidPackets(MediaDriver driver) {
        return counter(driver, SystemCounterDescriptor.INVALID_PACKETS);
    }

    private static long counter(MediaDriver driver, SystemCounterDescriptor descriptor) {
        return driver.context().systemCounters().get(descriptor).get();
    }

    /** One in three runs loses its second frame, as if on the wire: what is received together has a gap inside. */
    private static final class LossySender extends CuttingSendEndpoint {
        private final Random random = new Random(1);
        private final ByteBuffer rest = ByteBuffer.allocateDirect(FRAME.publicationMtuBytes());

        LossySender(UdpChannel channel, AtomicCounter status, MediaDriver.Context context) {
            super(channel, status, context);
        }

        @Override
        int sendRun(ByteBuffer run) {
            int runBytes = run.remaining();
            if (random.nextInt(3) != 0 || runBytes < 3 * FRAME.bytes()) {
                return super.sendRun(run);
            }
            int start = run.position();
            rest.clear();
            rest.put(run.slice(start, FRAME.bytes()));
            rest.put(run.slice(start + 2 * FRAME.bytes(), runBytes - 2 * FRAME.bytes()));
            return super.sendRun(rest.flip()) > 0 ? runBytes : 0;
        }
    }

    static class CountingSender extends CuttingSendEndpoint {
        static int opened;
        static int writes;

        CountingSender(UdpChannel channel, AtomicCounter status, MediaDriver.Context context) {
            super(channel, status, context);
            opened++;
            writes = 0;
        }

        @Override
        public void sendHook(ByteBuffer buffer, InetSocketAddress address) {
            writes++;
        }
    }

    /** One in three writes finds the socket full. */
    private static final class OftenFullSender extends CuttingSendEndpoint {
        static long sentBytes;
        private final Random random = new Random(1);

        OftenFullSender(UdpChannel channel, AtomicCounter status, MediaDriver.Context context) {
            super(channel, status, context);
            sentBytes = 0;
        }

        @Override
        int sendRun(ByteBuffer run) {
            return isFull() ? 0 : counted(super.sendRun(run));
        }

        @Override
        int sendDatagram(ByteBuffer datagram, InetSocketAddress address) {
            return isFull() ? 0 : counted(super.sendDatagram(datagram, address));
        }

        private boolean isFull() {
            return random.nextInt(3) == 0;
        }

        private static int counted(int bytes) {
            sentBytes += bytes;
            return bytes;
        }
    }

    private static final class MeteredSender extends CuttingSendEndpoint {
        static long allocatedBytes;

        MeteredSender(UdpChannel channel, AtomicCounter status, MediaDriver.Context context) {
            super(channel, status, context);
        }

        @Override
        public int send(ByteBuffer buffer) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            int sentBytes = super.send(buffer);
            allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - before;
            return sentBytes;
        }
    }

    private static final class MeteredReceiver extends PiecewiseReceiveEndpoint {
        static long allocatedBytes;

        MeteredReceiver(
                UdpChannel channel,
                DataPacketDispatcher dispatcher,
                AtomicCounter status,
                MediaDriver.Context context) {
            super(channel, dispatcher, status, context);
        }

        @Override
        public InetSocketAddress receive(ByteBuffer buffer) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            InetSocketAddress source = super.receive(buffer);
            allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - before;
            return source;
        }
    }

    static final class CountingReceiver extends PiecewiseReceiveEndpoint {
        static int reads;
        static int longestPieceBytes;

        CountingReceiver(
                UdpChannel channel,
                DataPacketDispatcher dispatcher,
                AtomicCounter status,
                MediaDriver.Context context) {
            super(channel, dispatcher, status, context);
            reads = 0;
            longestPieceBytes = 0;
        }

        @Override
        void handOn(int limit, InetSocketAddress source) {
            reads++;
            super.handOn(limit, source);
        }

        @Override
        public int onDataPacket(
                DataHeaderFlyweight header, UnsafeBuffer buffer, int length, InetSocketAddress source, int transport) {
            longestPieceBytes = Math.max(longestPieceBytes, length);
            return super.onDataPacket(header, buffer, length, source, transport);
        }
    }
}
