package io.rondo.allreduce.offload;

import io.aeron.driver.Configuration;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.LogBufferDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import org.agrona.BitUtil;

/**
 * The length of a frame that fills one datagram of a path, and what follows from it for a channel. Both ends need not
 * agree: each publication has its own.
 *
 * @param bytes with Aeron's header, a multiple of 32: 1472 for IPv4 on Ethernet, 1440 for IPv6
 */
public record FrameSize(int bytes) {
    /** What one write may be cut into on every kernel that cuts at all; newer ones allow 128. */
    static final int MOST_PER_SEND = 64;

    private static final int IPV4_HEADERS_BYTES = 20 + 8;
    private static final int IPV6_HEADERS_BYTES = 40 + 8;
    private static final int LARGEST = Configuration.MAX_UDP_PAYLOAD_LENGTH;
    private static final int TERM_FRACTION = 8; // Aeron wants a message, and so a send, to fit an eighth of a term

    public FrameSize {
        if (bytes <= DataHeaderFlyweight.HEADER_LENGTH
                || bytes > LARGEST
                || bytes % FrameDescriptor.FRAME_ALIGNMENT != 0) {
            throw new IllegalArgumentException(
                    "frame length " + bytes + " is not a multiple of 32 from 64 to " + LARGEST);
        }
    }

    /** The largest frame that travels a path in one piece. */
    public static FrameSize forPath(int pathMtuBytes, boolean ipv6) {
        int payloadBytes = pathMtuBytes - (ipv6 ? IPV6_HEADERS_BYTES : IPV4_HEADERS_BYTES);
        return new FrameSize(Math.min(payloadBytes, LARGEST) & -FrameDescriptor.FRAME_ALIGNMENT);
    }

    /** The length to claim for a frame of this size: without Aeron's header. */
    public int claimBytes() {
        return bytes - DataHeaderFlyweight.HEADER_LENGTH;
    }

    /** How many frames one send takes; 1 when a frame is so large that there is nothing to cut. */
    public int framesPerSend() {
        return Math.min(LARGEST / bytes, MOST_PER_SEND);
    }

    /** The parameter {@code mtu} of a publication that sends {@link #framesPerSend} frames at once. */
    public int publicationMtuBytes() {
        return framesPerSend() * bytes;
    }

    /** The least {@code term-length} that Aeron allows for {@link #publicationMtuBytes}. */
    public int leastTermBytes() {
        return Math.max(
                BitUtil.findNextPositivePowerOfTwo(TERM_FRACTION * publicationMtuBytes()),
                LogBufferDescriptor.TERM_MIN_LENGTH);
    }

    /**
     * What a publication's channel needs, without a leading {@code |}. Frames have the same length either way; only how many
     * of them a send takes differs.
     *
     * @param offload whether the driver has it: {@link SegmentationOffload.Report#enabled}
     */
    public String channelParameters(boolean offload) {
        return offload && framesPerSend() > 1
                ? "mtu=" + publicationMtuBytes() + "|" + SegmentationOffload.FRAME_LENGTH_PARAM + "=" + bytes
                : "mtu=" + bytes;
    }
}
