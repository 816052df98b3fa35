package io.rondo.allreduce.offload;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import io.aeron.protocol.RttMeasurementFlyweight;
import io.aeron.protocol.SetupFlyweight;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives as many datagrams at once as the kernel has put together, and hands them on piece by piece: the driver would take
 * a whole buffer for one packet, and a lost datagram inside for data. Opened by the driver's conductor, everything else on
 * its receiver.
 */
class PiecewiseReceiveEndpoint extends ReceiveChannelEndpoint {
    /** Of one duty cycle, about: other channels want their turn. */
    private static final int CYCLE_BYTES = 64 * 1024;

    private static final int TRANSPORT_INDEX = 0; // several transports (manual control) never come here
    private static final Logger LOG = LoggerFactory.getLogger(PiecewiseReceiveEndpoint.class);

    private final int pieceBytes;
    private final UnsafeBuffer received = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer piece = new UnsafeBuffer(0, 0);
    private final DataHeaderFlyweight data = new DataHeaderFlyweight();
    private final SetupFlyweight setup = new SetupFlyweight();
    private final RttMeasurementFlyweight rttMeasurement = new RttMeasurementFlyweight();
    private DatagramReceiver receiver;
    private boolean isCoalescing;
    private long uncountedBytes; // the driver's counter takes a buffer's length at once

    PiecewiseReceiveEndpoint(
            UdpChannel channel,
            DataPacketDispatcher dispatcher,
            AtomicCounter statusIndicator,
            MediaDriver.Context context) {
        super(channel, dispatcher, statusIndicator, context);
        pieceBytes = context.mtuLength();
    }

    @Override
    public void openChannel() {
        super.openChannel();
        if (receiveDatagramChannel == null) {
            return;
        }
        receiver = new DatagramReceiver(receiveDatagramChannel);
        if (!udpChannel.isMulticast()) {
            try {
                new UdpSocket(receiveDatagramChannel).set(UdpSocket.Option.GRO, 1);
                isCoalescing = true;
            } catch (IOException e) {
                LOG.warn("one datagram a receive on {}: {}", udpChannel.originalUriString(), e.getMessage());
            }
        }
    }

    /** Receives and hands on; the driver, which asked for one packet, learns how many bytes that were and nothing else. */
    @Override
    public InetSocketAddress receive(ByteBuffer buffer) {
        if (!isCoalescing) {
            return receiver == null ? super.receive(buffer) : receiver.receive(buffer);
        }
        received.wrap(buffer);
        InetSocketAddress source = null;
        int cycleBytes = 0;
        for (InetSocketAddress next = receiver.receive(buffer); next != null; next = receiver.receive(buffer)) {
            source = next;
            int lengthBytes = buffer.position();
            cycleBytes += lengthBytes;
            handOn(lengthBytes, source);
            if (cycleBytes >= CYCLE_BYTES || lengthBytes == 0) {
                break;
            }
        }
        if (source != null) {
            int countedBytes = (int) Math.min(cycleBytes + uncountedBytes, buffer.capacity());
            uncountedBytes += cycleBytes - countedBytes;
            buffer.limit(buffer.capacity()).position(countedBytes);
        }
        return source;
    }

    void handOn(int limit, InetSocketAddress source) {
        int offset = 0;
        while (offset < limit) {
            int end = Datagrams.pieceEnd(received, offset, limit, pieceBytes);
            piece.wrap(received, offset, end - offset);
            handOnPiece(end - offset, source);
            offset = end;
        }
    }

    private void handOnPiece(int lengthBytes, InetSocketAddress source) {
        if (!super.isValidFrame(piece, lengthBytes)) {
            return; // and counted
        }
        receiveHook(piece, lengthBytes, source);
        switch (FrameDescriptor.frameType(piece, 0)) {
            case HeaderFlyweight.HDR_TYPE_DATA, HeaderFlyweight.HDR_TYPE_PAD -> {
                data.wrap(piece);
                onDataPacket(data, piece, lengthBytes, source, TRANSPORT_INDEX);
            }
            case HeaderFlyweight.HDR_TYPE_SETUP -> {
                setup.wrap(piece);
                onSetupMessage(setup, piece, lengthBytes, source, TRANSPORT_INDEX);
            }
            case HeaderFlyweight.HDR_TYPE_RTTM -> {
                rttMeasurement.wrap(piece);
                onRttMeasurement(rttMeasurement, piece, lengthBytes, source, TRANSPORT_INDEX);
            }
            default -> {} // as stock: nothing else concerns a receiver
        }
    }

    /** The driver asks this about what {@link #receive} has handed on already, and must not do so again. */
    @Override
    public boolean isValidFrame(UnsafeBuffer buffer, int lengthBytes) {
        return !isCoalescing && super.isValidFrame(buffer, lengthBytes);
    }
}
