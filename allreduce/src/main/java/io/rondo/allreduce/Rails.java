package io.rondo.allreduce;

import io.rondo.allreduce.offload.FrameSize;
import io.rondo.allreduce.offload.PathMtu;
import io.rondo.allreduce.offload.SegmentationOffload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.BitUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The NICs that this rank speaks UDP over, and how they are named to Aeron. Rail k of every rank is in one network with
 * rail k of all others.
 */
final class Rails {
    private static final int MESH_TERM_BYTES = 256 * 1024;
    /** Fits every path: {@link UdpSettings#MIN_MTU_BYTES} less headers, in whole units of Aeron's. */
    static final int MESH_FRAME_BYTES = 1216;

    /** One lane alone holds three: two in its publication, one in its image; and all others may die. */
    private static final int MOST_WINDOWS_IN_FLIGHT = 2;

    /** Nothing is under way for long within a host, and what is must stay in the caches. */
    private static final int LOOPBACK_WINDOW_BYTES = 512 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Rails.class);

    private final Ring ring;
    private final UdpSettings settings;
    private final boolean offload;
    private final List<Nic> nics = new ArrayList<>();
    private final int windowBytes;
    private final int sendBufferBytes;
    private final int[] mtus; // largest IP packet to the successor, by rail

    /** @throws IllegalArgumentException when an address is on no NIC, or a NIC or path cannot carry what the settings want */
    Rails(Ring ring, UdpSettings settings) {
        this.ring = ring;
        this.settings = settings;
        for (String address : ring.seat().rails()) {
            Nic nic = Nic.at(address);
            if (settings.mtuBytes() > nic.mtuBytes()) {
                throw new IllegalArgumentException("an MTU of " + settings.mtuBytes() + " bytes is larger than "
                        + nic.mtuBytes() + ", that of " + nic.name() + " (" + address + ")");
            }
            nics.add(nic);
        }
        if (nics.isEmpty()) {
            throw new IllegalArgumentException("peer=" + ring.peerAt(ring.rank()) + " has no address for UDP");
        }
        windowBytes = granted(SocketBuffer.toReceive(wantedWindowBytes()));
        sendBufferBytes = granted(SocketBuffer.toSend(UdpSettings.SEND_BUFFER_BYTES));
        boolean reachesSockets = SegmentationOffload.probe().enabled();
        offload = settings.offload() && reachesSockets;
        mtus = IntStream.range(0, nics.size())
                .map(rail -> reachesSockets ? pathMtu(rail) : wantedMtu(rail))
                .toArray();
    }

    private int wantedWindowBytes() {
        boolean isLoopback = nics.stream().allMatch(nic -> nic.address().isLoopbackAddress());
        if (isLoopback && settings.windowBytes() == UdpSettings.FOUND_OUT) {
            return LOOPBACK_WINDOW_BYTES;
        }
        return settings.windowBytesFor(
                nics.stream().mapToInt(Nic::rateMbps).max().orElse(0));
    }

    private static int granted(SocketBuffer buffer) {
        if (buffer.isCutDown()) {
            LOG.warn(buffer.sentence());
        }
        return buffer.grantedBytes();
    }

    private int wantedMtu(int rail) {
        return settings.mtuBytes() == UdpSettings.FOUND_OUT ? nics.get(rail).mtuBytes() : settings.mtuBytes();
    }

    /** A hop in the middle may be narrower than both NICs. */
    private int pathMtu(int rail) {
        int wanted = wantedMtu(rail);
        InetAddress from = nics.get(rail).address();
        if (ring.size() == 1 || from.isLoopbackAddress()) {
            return wanted;
        }
        Seat successor = ring.seats().get(ring.successor());
        String to = successor.rails().get(rail);
        int found;
        try {
            found = PathMtu.towards(from, new InetSocketAddress(to, successor.port()), wanted);
        } catch (IOException e) {
            LOG.debug("path from {} to {}: MTU not found out, {}", from.getHostAddress(), to, e.getMessage());
            return wanted; // a rail that is down for now
        }
        if (settings.mtuBytes() > found) {
            throw new IllegalArgumentException("an MTU of " + settings.mtuBytes() + " bytes is larger than " + found
                    + ", that of the path from " + from.getHostAddress() + " to " + to);
        }
        return found;
    }

    int count() {
        return nics.size();
    }

    Nic nic(int rail) {
        return nics.get(rail);
    }

    /** What one Aeron frame may have on every rail, its header included: as much as a datagram of the smallest MTU holds. */
    int frameBytes() {
        int least = Integer.MAX_VALUE;
        for (int rail = 0; rail < mtus.length; rail++) {
            least = Math.min(
                    least,
                    FrameSize.forPath(mtus[rail], nics.get(rail).isIpv6()).bytes());
        }
        return least;
    }

    /** What may be under way to a rank on one rail. */
    int windowBytes() {
        return windowBytes;
    }

    /** A publication that is told its destinations one by one. */
    String meshPublication(int rail) {
        return "aeron:udp?control-mode=manual|control=" + ownAddress(rail) + ":0|term-length=" + MESH_TERM_BYTES
                + "|mtu=" + MESH_FRAME_BYTES;
    }

    /**
     * As above, for a rank that may be ahead of what others read: Aeron would follow the fastest of them, and what the
     * slowest has no room for would be gone for good once it is half a term behind.
     */
    String messagesPublication(int rail) {
        return meshPublication(rail) + "|fc=min";
    }

    String meshDestination(int rail, int rank) {
        return "aeron:udp?endpoint=" + ring.seats().get(rank).endpoint(rail);
    }

    /** To the successor; by its network the kernel chooses the NIC, which may be down for now. */
    String linkPublication(int rail, int frameBytes) {
        return publicationTo(ring.successor(), rail, frameBytes);
    }

    private String publicationTo(int rank, int rail, int frameBytes) {
        FrameSize frame = new FrameSize(frameBytes);
        int termBytes = Math.max(termBytes(), frame.leastTermBytes());
        return "aeron:udp?endpoint=" + ring.seats().get(rank).endpoint(rail)
                + "|term-length=" + termBytes + "|so-sndbuf=" + sendBufferBytes + "|"
                + frame.channelParameters(offload);
    }

    /** To any rank, on the first rail, in frames that this rank's own path to its successor carries. */
    String linePublication(int rank) {
        return publicationTo(rank, 0, frameBytes());
    }

    /** Where this rank hears all others. */
    String subscription(int rail) {
        return "aeron:udp?endpoint=" + ring.seat().endpoint(rail) + "|so-rcvbuf=" + windowBytes + "|rcv-wnd="
                + windowBytes;
    }

    /** A publisher may be half a term ahead of the sender: that holds what this rank keeps under way. */
    private int termBytes() {
        return BitUtil.findNextPositivePowerOfTwo(2 * windowsInFlight() * windowBytes);
    }

    /** Of each of its links: two of one lane when the others die. */
    int windowsInFlight() {
        return Math.min(nics.size(), MOST_WINDOWS_IN_FLIGHT);
    }

    private String ownAddress(int rail) {
        return Seat.bracketed(ring.seat().rails().get(rail));
    }
}
