package io.rondo.peer.config;

import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.UdpSettings;
import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Section {@code transport}.
 *
 * @param kind what carries large buffers
 * @param latencyBytes buffers up to this size travel in the peers' messages; {@link PathSettings#MEASURED}: measured at
 *     the start
 * @param segmentBytes elements in a frame of the conveyor at most, in bytes
 * @param udp how frames travel between hosts
 */
public record TransportConfig(TransportKind kind, int latencyBytes, int segmentBytes, UdpSettings udp) {
    private static final String AUTO = "auto";

    public TransportConfig {
        if (latencyBytes != PathSettings.MEASURED) {
            Require.between("latencyBytes", latencyBytes, 0, PathSettings.MAX_LATENCY_BYTES);
        }
        Require.between("segmentBytes", segmentBytes, Long.BYTES, PathSettings.MAX_SEGMENT_BYTES);
        if (segmentBytes % Long.BYTES != 0) {
            throw new InvalidSettingException("segmentBytes", "a multiple of 8", segmentBytes);
        }
    }

    static TransportConfig from(Section in) {
        TransportKind kind = in.word("kind", TransportKind.class, TransportKind.AUTO);
        boolean isMeasured = in.text("latencyBytes", "").equals(AUTO);
        int latencyBytes =
                isMeasured ? PathSettings.MEASURED : in.integer("latencyBytes", PathSettings.DEFAULT_LATENCY_BYTES);
        int segmentBytes = in.integer("segmentBytes", PathSettings.MAX_SEGMENT_BYTES);
        int mtu = numberOrAuto(in, "mtu");
        int windowBytes = numberOrAuto(in, "windowBytes");
        boolean offload = in.truth("offload", true);
        return in.end(() -> {
            if (mtu != UdpSettings.FOUND_OUT) {
                Require.between("mtu", mtu, UdpSettings.MIN_MTU_BYTES, UdpSettings.MAX_MTU_BYTES);
            }
            if (windowBytes != UdpSettings.FOUND_OUT) {
                Require.between("windowBytes", windowBytes, UdpSettings.MIN_WINDOW_BYTES, UdpSettings.MAX_WINDOW_BYTES);
            }
            UdpSettings udp = new UdpSettings(mtu, windowBytes, offload);
            return new TransportConfig(kind, latencyBytes, segmentBytes, udp);
        });
    }

    private static int numberOrAuto(Section in, String key) {
        return in.text(key, "").equals(AUTO) ? UdpSettings.FOUND_OUT : in.integer(key, UdpSettings.FOUND_OUT);
    }

    /** The same for the collectives. */
    public PathSettings paths() {
        return new PathSettings(kind, latencyBytes, segmentBytes, udp);
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", Section.word(kind));
        map.put("latencyBytes", latencyBytes == PathSettings.MEASURED ? AUTO : latencyBytes);
        map.put("segmentBytes", segmentBytes);
        map.put("mtu", udp.mtuBytes() == UdpSettings.FOUND_OUT ? AUTO : udp.mtuBytes());
        map.put("windowBytes", udp.windowBytes() == UdpSettings.FOUND_OUT ? AUTO : udp.windowBytes());
        map.put("offload", udp.offload());
        return map;
    }
}
