package io.rondo.allreduce.offload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a socket receives is what Java's channel would have received, without the garbage. */
@Timeout(60)
class DatagramReceiverTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final byte[] MESSAGE = {1, 2, 3, 4, 5};

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64);

    @BeforeAll
    static void needsASystemThatCan() {
        Assumptions.assumeTrue(
                SegmentationOffload.probe().enabled(),
                SegmentationOffload.probe().sentence());
    }

    @ParameterizedTest(name = "{0} to {1} of {2}")
    @CsvSource({
        "127.0.0.1, 127.0.0.1, INET",
        "127.0.0.7, 127.0.0.1, INET",
        "::1, ::1, INET6",
        "127.0.0.1, 127.0.0.1, INET6", // arrives as ::ffff:127.0.0.1
    })
    void shouldNameTheSenderAsJavaDoes(String from, String to, StandardProtocolFamily family) throws IOException {
        try (DatagramChannel sender = bound(StandardProtocolFamily.INET6, from);
                DatagramChannel channel = bound(family, to)) {
            send(sender, channel, to);
            InetSocketAddress expected = (InetSocketAddress) channel.receive(buffer.clear());
            send(sender, channel, to);

            InetSocketAddress source = new DatagramReceiver(channel).receive(buffer);

            assertThat(source).isEqualTo(expected).hasToString(expected.toString());
            assertThat(source.getAddress()).hasSameClassAs(expected.getAddress());
            assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(MESSAGE));
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, INET", "::1, INET6"})
    void shouldAllocateNothingForSendersThatTakeTurns(String host, StandardProtocolFamily family) throws IOException {
        List<DatagramChannel> senders = new ArrayList<>();
        try (DatagramChannel channel = bound(family, host)) {
            for (int i = 0; i < 40; i++) {
                senders.add(bound(family, host));
            }
            DatagramReceiver receiver = new DatagramReceiver(channel);
            long leastBytes = Long.MAX_VALUE; // the JIT works in the background: steady is when it is done
            for (int round = 0; round < 500 && leastBytes > 0; round++) {
                for (DatagramChannel sender : senders) {
                    send(sender, channel, host);
                }
                long before = THREADS.getCurrentThreadAllocatedBytes();
                int count = 0;
                while (receiver.receive(buffer) != null) {
                    count++;
                }
                leastBytes = Math.min(leastBytes, THREADS.getCurrentThreadAllocatedBytes() - before);
                assertThat(count).isEqualTo(senders.size());
            }
            assertThat(leastBytes).isZero();
        } finally {
            for (DatagramChannel sender : senders) {
                sender.close();
            }
        }
    }

    @Test
    void shouldReceiveNothingFromASilentARefusedOrAClosedSocket() throws IOException {
        InetSocketAddress nobody;
        try (DatagramChannel channel = bound(StandardProtocolFamily.INET, "127.0.0.1")) {
            nobody = (InetSocketAddress) channel.getLocalAddress();
        }
        DatagramChannel channel = bound(StandardProtocolFamily.INET, "127.0.0.1");
        DatagramReceiver receiver = new DatagramReceiver(channel);
        assertThat(receiver.receive(buffer)).isNull();

        channel.connect(nobody);
        channel.write(ByteBuffer.wrap(MESSAGE));
        assertThat(receiver.receive(buffer)).isNull();

        channel.close();
        assertThat(receiver.receive(buffer)).isNull();
        assertThat(buffer.position()).isZero();
    }

    @Test
    void shouldKnowManySendersAndForgetStrangers() throws IOException {
        SenderAddresses senders = new SenderAddresses();
        MemorySegment raw = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(SenderAddresses.ADDRESS_BYTES));
        raw.set(ValueLayout.JAVA_SHORT, 0, (short) 2);
        ValueLayout.OfInt bigEndian = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < 100_000; i++) {
            raw.set(bigEndian, 4, 0x0A000000 + i);
            InetSocketAddress sender = senders.at(raw);
            assertThat(sender.getAddress())
                    .isEqualTo(InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
            assertThat(senders.at(raw)).isSameAs(sender);
            assertThat(senders.count()).isBetween(1, 4096);
        }
    }

    private static DatagramChannel bound(ProtocolFamily family, String host) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family).bind(new InetSocketAddress(host, 0));
        channel.configureBlocking(false);
        return channel;
    }

    private static void send(DatagramChannel sender, DatagramChannel to, String host) throws IOException {
        int port = ((InetSocketAddress) to.getLocalAddress()).getPort();
        sender.send(ByteBuffer.wrap(MESSAGE), new InetSocketAddress(host, port));
    }
}
