package io.rondo.allreduce;

/**
 * How frames travel between hosts.
 *
 * @param mtuBytes largest IP packet on the way, headers included; {@link #FOUND_OUT}: the NICs' and the path's
 * @param windowBytes what may be under way to a rank on one rail; {@link #FOUND_OUT}: by the NIC's rate
 * @param offload runs of frames in one system call, where the kernel can
 */
public record UdpSettings(int mtuBytes, int windowBytes, boolean offload) {
    /** In place of a number: found out when the ring opens. */
    public static final int FOUND_OUT = 0;

    /** What IPv6 promises on every path. */
    public static final int MIN_MTU_BYTES = 1280;

    public static final int MAX_MTU_BYTES = 65_535;
    public static final int MIN_WINDOW_BYTES = 64 * 1024;
    public static final int MAX_WINDOW_BYTES = 64 * 1024 * 1024;

    /** A link's: the socket's buffer fills up before the NIC's queue does, so that nothing is dropped at home. */
    public static final int SEND_BUFFER_BYTES = 512 * 1024;

    private static final int DEFAULT_WINDOW_BYTES = 1024 * 1024;
    private static final int FAST_WINDOW_BYTES = 2 * 1024 * 1024;
    private static final int FAST_MBPS = 10_000;

    /** Everything found out, offload where there is any. */
    public static final UdpSettings DEFAULT = new UdpSettings(FOUND_OUT, FOUND_OUT, true);

    public UdpSettings {
        if (mtuBytes != FOUND_OUT && (mtuBytes < MIN_MTU_BYTES || mtuBytes > MAX_MTU_BYTES)) {
            throw new IllegalArgumentException(
                    "mtuBytes=" + mtuBytes + " must be from " + MIN_MTU_BYTES + " to " + MAX_MTU_BYTES);
        }
        if (windowBytes != FOUND_OUT && (windowBytes < MIN_WINDOW_BYTES || windowBytes > MAX_WINDOW_BYTES)) {
            throw new IllegalArgumentException(
                    "windowBytes=" + windowBytes + " must be from " + MIN_WINDOW_BYTES + " to " + MAX_WINDOW_BYTES);
        }
    }

    /**
     * What may be under way on a link, and so the length of its receive buffer.
     *
     * @param rateMbps of the fastest NIC; 0: unknown
     */
    public int windowBytesFor(int rateMbps) {
        if (windowBytes != FOUND_OUT) {
            return windowBytes;
        }
        return rateMbps > FAST_MBPS ? FAST_WINDOW_BYTES : DEFAULT_WINDOW_BYTES;
    }
}
