package io.rondo.peer.config;

import io.rondo.peer.config.yaml.Section;
import java.util.Map;

/** Section {@code transport}. */
public record TransportConfig(TransportKind kind) {
    static TransportConfig from(Section in) {
        TransportKind kind = in.word("kind", TransportKind.class, TransportKind.AUTO);
        return in.end(() -> new TransportConfig(kind));
    }

    Map<String, Object> asMap() {
        return Map.of("kind", kind.toString());
    }
}
