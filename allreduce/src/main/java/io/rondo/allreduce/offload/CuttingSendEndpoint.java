package io.rondo.allreduce.offload;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.NetworkPublication;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import io.aeron.exceptions.ConfigurationException;
import io.aeron.protocol.DataHeaderFlyweight;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.collections.Hashing;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the driver hands over as whole runs of datagrams which the kernel cuts, on channels that name their frame
 * length; one datagram a write where it cannot. Opened by the driver's conductor, everything else on its sender.
 */
class CuttingSendEndpoint extends SendChannelEndpoint {
    /** An error that waits at the socket looks like a refusal: only what happens again and again is one. */
    private static final int REFUSALS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(CuttingSendEndpoint.class);

    private final int frameBytes; // 0: the channel does not ask for anything
    private final UnsafeBuffer frames = new UnsafeBuffer(0, 0);
    private final Long2ObjectHashMap<Unfinished> unfinished = new Long2ObjectHashMap<>();
    private UdpSocket socket;
    private DatagramReceiver receiver;
    private boolean isCutting;
    private int cutBytes; // as the socket has it now
    private int refusals;

    /** How far a publication's send has come when the socket was full: Aeron begins such a send again from its start. */
    private static final class Unfinished {
        private long address;
        private int termId;
        private int sentBytes;

        void keep(long startAddress, int startTermId, int bytes) {
            address = startAddress;
            termId = startTermId;
            sentBytes = bytes;
        }

        int take(long startAddress, int startTermId) {
            int bytes = address == startAddress && termId == startTermId ? sentBytes : 0;
            sentBytes = 0;
            return bytes;
        }
    }

    CuttingSendEndpoint(UdpChannel channel, AtomicCounter statusIndicator, MediaDriver.Context context) {
        super(channel, statusIndicator, context);
        frameBytes = frameBytes(channel);
    }

    private static int frameBytes(UdpChannel channel) {
        String value = channel.channelUri().get(SegmentationOffload.FRAME_LENGTH_PARAM);
        try {
            return value == null ? 0 : new FrameSize(Integer.parseInt(value)).bytes();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(SegmentationOffload.FRAME_LENGTH_PARAM + "=" + value
                    + " must be a multiple of 32 that fits a datagram: " + channel.originalUriString());
        }
    }

    @Override
    public void openChannel() {
        super.openChannel();
        socket = new UdpSocket(sendDatagramChannel);
        receiver = new DatagramReceiver(receiveDatagramChannel);
        isCutting = frameBytes > 0
                && !udpChannel.isMulticast()
                && !udpChannel.isMultiDestination()
                && !udpChannel.isResponseControlMode()
                && !udpChannel.isChannelSendTimestampEnabled();
    }

    @Override
    public void registerForSend(NetworkPublication publication) {
        super.registerForSend(publication);
        unfinished.put(Hashing.compoundKey(publication.sessionId(), publication.streamId()), new Unfinished());
    }

    @Override
    public void unregisterForSend(NetworkPublication publication) {
        super.unregisterForSend(publication);
        unfinished.remove(Hashing.compoundKey(publication.sessionId(), publication.streamId()));
    }

    @Override
    public int send(ByteBuffer buffer) {
        return buffer.remaining() > frameBytes && frameBytes > 0 ? sendAll(buffer, null) : sendDatagram(buffer, null);
    }

    @Override
    public int send(ByteBuffer buffer, InetSocketAddress address) {
        return buffer.remaining() > frameBytes && frameBytes > 0
                ? sendAll(buffer, address)
                : sendDatagram(buffer, address);
    }

    /** Status messages and the like; several receivers may take turns. */
    @Override
    public InetSocketAddress receive(ByteBuffer buffer) {
        return receiver.receive(buffer);
    }

    /** Sends what it can; the number of bytes that are gone, an earlier and unfinished send of the same frames included. */
    private int sendAll(ByteBuffer buffer, InetSocketAddress address) {
        int start = buffer.position();
        int limit = buffer.limit();
        frames.wrap(buffer);
        long startAddress = BufferUtil.address(buffer) + start;
        int termId = frames.getInt(start + DataHeaderFlyweight.TERM_ID_FIELD_OFFSET);
        Unfinished earlier = unfinished.get(Hashing.compoundKey(
                frames.getInt(start + DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET),
                frames.getInt(start + DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET)));
        int offset = Math.min(limit, start + earlier.take(startAddress, termId));
        boolean isRefused = false;
        while (offset < limit) {
            int end = isCutting && !isRefused ? Datagrams.runEnd(frames, offset, limit, frameBytes) : offset;
            boolean isRun = end - offset > frameBytes;
            if (!isRun) {
                end = Datagrams.datagramEnd(frames, offset, limit, frameBytes);
            }
            buffer.limit(end).position(offset);
            int sentBytes = isRun ? sendRun(buffer) : sendDatagram(buffer, address);
            if (sentBytes < 0) {
                isRefused = true;
                continue;
            }
            if (sentBytes != end - offset) {
                earlier.keep(startAddress, termId, offset - start);
                break;
            }
            if (isRefused && !isRun) {
                onRefused();
                isRefused = false;
            }
            offset = end;
        }
        return offset - start;
    }

    /** The number of bytes sent, all or none; or -1 when the kernel has refused the run as a whole. */
    int sendRun(ByteBuffer run) {
        try {
            cutEvery(frameBytes);
            sendHook(run, connectAddress);
            int sentBytes = sendDatagramChannel.isConnected() ? sendDatagramChannel.write(run) : 0;
            if (sentBytes > 0) {
                refusals = 0;
            }
            return sentBytes;
        } catch (PortUnreachableException ignore) {
            return 0; // as stock: nobody listens there for now
        } catch (IOException e) {
            LOG.debug("run of {} bytes to {} refused: {}", run.remaining(), connectAddress, e.getMessage());
            return -1;
        }
    }

    /**
     * The stock way, for what is not a run. A socket that cuts would refuse even a datagram of full length that the path
     * takes in fragments only.
     */
    int sendDatagram(ByteBuffer datagram, InetSocketAddress address) {
        try {
            cutEvery(0);
        } catch (IOException e) {
            onSendError(e, connectAddress, errorHandler);
            return 0;
        }
        return address == null ? super.send(datagram) : super.send(datagram, address);
    }

    /** Called when a run was refused and its first datagram was not. */
    private void onRefused() {
        refusals++;
        if (refusals == REFUSALS) {
            isCutting = false;
            LOG.warn(
                    "the path to {} takes no runs of frames of {} bytes (path MTU?): one datagram a send from now on",
                    connectAddress,
                    frameBytes);
        }
    }

    private void cutEvery(int bytes) throws IOException {
        if (cutBytes != bytes) {
            socket.set(UdpSocket.Option.SEGMENT, bytes);
            cutBytes = bytes;
        }
    }
}
