package io.rondo.allreduce;

import io.rondo.allreduce.offload.FrameSize;
import io.rondo.allreduce.offload.SegmentationOffload;
import java.util.ArrayList;
import java.util.List;

/**
 * The NICs that this rank speaks UDP over, and how they are named to Aeron. Rail k of every rank is in one network with
 * rail k of all others.
 */
final class Rails {
    private static final int MESH_TERM_BYTES = 256 * 1024;
    /** Fits every path: {@link UdpSettings#MIN_MTU_BYTES} less headers, in whole units of Aeron's. */
    static final int MESH_FRAME_BYTES = 1216;

    private static final int DEFAULT_WINDOW_BYTES = 1024 * 1024;
    private static final int FAST_WINDOW_BYTES = 4 * 1024 * 1024;
    private static final int FAST_MBPS = 10_000;
    /** The socket's buffer fills up before the NIC's queue does, so that nothing is dropped at home. */
    private static final int SEND_BUFFER_BYTES = 512 * 1024;

    private final Ring ring;
    private final UdpSettings settings;
    private final boolean offload;
    private final List<Nic> nics = new ArrayList<>();

    /** @throws IllegalArgumentException when an address is on no NIC, or a NIC cannot send what the settings want */
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
        offload = settings.offload() && SegmentationOffload.probe().enabled();
        if (nics.isEmpty()) {
            throw new IllegalArgumentException("peer=" + ring.peerAt(ring.rank()) + " has no address for UDP");
        }
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
        for (Nic nic : nics) {
            int mtu = settings.mtuBytes() == UdpSettings.FOUND_OUT ? nic.mtuBytes() : settings.mtuBytes();
            least = Math.min(least, FrameSize.forPath(mtu, nic.isIpv6()).bytes());
        }
        return least;
    }

    int windowBytes() {
        if (settings.windowBytes() != UdpSettings.FOUND_OUT) {
            return settings.windowBytes();
        }
        int fastest = nics.stream().mapToInt(Nic::rateMbps).max().orElse(0);
        return fastest > FAST_MBPS ? FAST_WINDOW_BYTES : DEFAULT_WINDOW_BYTES;
    }

    /** A publication that is told its destinations one by one. */
    String meshPublication(int rail) {
        return "aeron:udp?control-mode=manual|control=" + ownAddress(rail) + ":0|term-length=" + MESH_TERM_BYTES
                + "|mtu=" + MESH_FRAME_BYTES;
    }

    String meshDestination(int rail, int rank) {
        return "aeron:udp?endpoint=" + ring.seats().get(rank).endpoint(rail);
    }

    /** To the successor. */
    String linkPublication(int rail, int frameBytes) {
        FrameSize frame = new FrameSize(frameBytes);
        int termBytes = Math.max(termBytes(), frame.leastTermBytes());
        return "aeron:udp?endpoint=" + ring.seats().get(ring.successor()).endpoint(rail) + outOf(rail)
                + "|term-length=" + termBytes + "|so-sndbuf=" + SEND_BUFFER_BYTES + "|"
                + frame.channelParameters(offload);
    }

    /** Aeron knows of the loopback one address only. */
    private String outOf(int rail) {
        return nics.get(rail).address().isLoopbackAddress() ? "" : "|interface=" + ownAddress(rail);
    }

    /** Where this rank hears all others. */
    String subscription(int rail) {
        return "aeron:udp?endpoint=" + ring.seat().endpoint(rail) + "|so-rcvbuf=" + windowBytes() + "|rcv-wnd="
                + windowBytes();
    }

    private int termBytes() {
        return Integer.highestOneBit(4 * windowBytes() - 1) << 1; // a publisher may be half of it ahead
    }

    private String ownAddress(int rail) {
        return Seat.bracketed(ring.seat().rails().get(rail));
    }
}
