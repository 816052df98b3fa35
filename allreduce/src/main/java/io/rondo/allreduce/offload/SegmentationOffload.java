package io.rondo.allreduce.offload;

import io.aeron.driver.Configuration;
import io.aeron.driver.MediaDriver;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Installs UDP segmentation offload in an Aeron media driver that is about to be launched. Any thread. */
public final class SegmentationOffload {
    /**
     * The parameter of a publication's channel that asks for cuts, in bytes: {@link FrameSize#bytes}. The first channel to
     * an endpoint decides for all publications that share its socket.
     */
    public static final String FRAME_LENGTH_PARAM = "frame-length";

    private static final int PROBE_BYTES = FrameSize.forPath(1500, false).bytes();

    /**
     * What came of it.
     *
     * @param enabled whether writes are cut and received datagrams put together; if not, all is stock
     * @param sentence for the log
     */
    public record Report(boolean enabled, String sentence) {}

    private SegmentationOffload() {}

    /** Whether this system can; the same for all processes of a host. */
    public static Report probe() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.startsWith("Linux") || !(system.endsWith("amd64") || system.endsWith("aarch64"))) {
            return off("it needs Linux on x86-64 or arm64, this is " + system);
        }
        try (DatagramChannel channel = DatagramChannel.open()) {
            UdpSocket socket = new UdpSocket(channel);
            socket.set(UdpSocket.Option.SEGMENT, PROBE_BYTES);
            socket.set(UdpSocket.Option.GRO, 1);
            new DatagramReceiver(channel).receive(ByteBuffer.allocateDirect(1)); // waits for nothing
        } catch (IOException e) {
            return off("this kernel does not know it (" + e.getMessage() + "); Linux 5.0 and newer do");
        } catch (RuntimeException | LinkageError e) {
            return off("this Java does not let us at its sockets (" + e + ")");
        }
        return new Report(
                true,
                "UDP segmentation offload: on for channels with " + FRAME_LENGTH_PARAM + ", and for all receivers");
    }

    /**
     * Gives a driver's context channel endpoints with offload, if system and context allow it. Call it before
     * {@code conclude} or {@code launch}.
     */
    public static Report install(MediaDriver.Context context) {
        if (context.sendChannelEndpointSupplier() != null
                || context.receiveChannelEndpointSupplier() != null
                || System.getProperty(Configuration.SEND_CHANNEL_ENDPOINT_SUPPLIER_PROP_NAME) != null
                || System.getProperty(Configuration.RECEIVE_CHANNEL_ENDPOINT_SUPPLIER_PROP_NAME) != null) {
            return off("the driver has channel endpoints of its own already");
        }
        Report report = probe();
        if (report.enabled()) {
            context.sendChannelEndpointSupplier(CuttingSendEndpoint::new);
            context.receiveChannelEndpointSupplier(PiecewiseReceiveEndpoint::new);
        }
        return report;
    }

    /**
     * The frame that the path to a peer takes in one piece, as this host's routes see it now: the local NIC's limit, or less
     * once the kernel has learned of a narrower link.
     *
     * @throws IOException when there is no route to the peer, or no way to ask
     */
    public static FrameSize frameTowards(InetSocketAddress peer) throws IOException {
        boolean ipv4 = peer.getAddress() instanceof Inet4Address;
        try (DatagramChannel channel =
                DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            channel.connect(peer);
            UdpSocket.Option pathMtu = ipv4 ? UdpSocket.Option.IPV4_PATH_MTU : UdpSocket.Option.IPV6_PATH_MTU;
            return FrameSize.forPath(new UdpSocket(channel).get(pathMtu), !ipv4);
        }
    }

    private static Report off(String reason) {
        return new Report(false, "UDP segmentation offload: off, " + reason);
    }
}
