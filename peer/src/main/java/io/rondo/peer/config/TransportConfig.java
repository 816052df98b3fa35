package io.rondo.peer.config;

import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.TransportKind;
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
 * @param segmentBytes elements in a frame of the conveyor, in bytes
 */
public record TransportConfig(TransportKind kind, int latencyBytes, int segmentBytes) {
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
        return in.end(() -> new TransportConfig(kind, latencyBytes, segmentBytes));
    }

    /** The same for the collectives. */
    public PathSettings paths() {
        return new PathSettings(kind, latencyBytes, segmentBytes);
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", Section.word(kind));
        map.put("latencyBytes", latencyBytes == PathSettings.MEASURED ? AUTO : latencyBytes);
        map.put("segmentBytes", segmentBytes);
        return map;
    }
}
