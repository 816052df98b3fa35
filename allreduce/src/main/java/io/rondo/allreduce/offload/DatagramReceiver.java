package io.rondo.allreduce.offload;

import io.aeron.driver.media.UdpChannelTransport;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.agrona.BufferUtil;
import org.agrona.LangUtil;

/**
 * Receives from a channel's socket what {@link DatagramChannel#receive} would, and allocates nothing however many senders
 * take turns. One thread at a time, and no other closes the channel meanwhile: true of the driver's agents.
 */
final class DatagramReceiver {
    private static final int MSG_DONTWAIT = 0x40;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int ECONNREFUSED = 111;
    private static final MethodHandle RECEIVE = UdpSocket.handle(
            "recvfrom",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS));

    private final DatagramChannel channel;
    private final int descriptor;
    private final MemorySegment errno;
    private final MemorySegment sender;
    private final MemorySegment senderBytes;
    private final SenderAddresses senders = new SenderAddresses();

    DatagramReceiver(DatagramChannel channel) {
        this.channel = channel;
        descriptor = UdpSocket.descriptor(channel);
        Arena arena = Arena.ofAuto();
        errno = arena.allocate(UdpSocket.ERRNO);
        sender = arena.allocate(SenderAddresses.ADDRESS_BYTES, Long.BYTES);
        senderBytes = arena.allocate(ValueLayout.JAVA_INT);
    }

    /**
     * Does what {@link UdpChannelTransport#receive} does: one datagram, from the beginning of the buffer to its position.
     *
     * @param buffer outside the heap
     * @return the sender; null when there is no datagram, or the peer of a connected socket does not listen
     */
    InetSocketAddress receive(ByteBuffer buffer) {
        buffer.clear();
        if (!channel.isOpen()) {
            return null;
        }
        senderBytes.set(ValueLayout.JAVA_INT, 0, SenderAddresses.ADDRESS_BYTES);
        try {
            long lengthBytes = (long) RECEIVE.invokeExact(
                    errno,
                    descriptor,
                    BufferUtil.address(buffer),
                    (long) buffer.capacity(),
                    MSG_DONTWAIT,
                    sender,
                    senderBytes);
            if (lengthBytes < 0) {
                onError(UdpSocket.errno(errno));
                return null;
            }
            buffer.position((int) lengthBytes);
            return senders.at(sender);
        } catch (Throwable e) {
            LangUtil.rethrowUnchecked(e);
            return null;
        }
    }

    private static void onError(int number) throws IOException {
        if (number != EAGAIN && number != EINTR && number != ECONNREFUSED) {
            throw new SocketException("receive failed, errno " + number);
        }
    }
}
