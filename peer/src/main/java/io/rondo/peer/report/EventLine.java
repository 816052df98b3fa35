package io.rondo.peer.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** An event as a line of JSON, between a peer and its launcher. */
public final class EventLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EventLine() {}

    public static String of(PeerEvent event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("events are plain data", e);
        }
    }

    /** @throws JsonProcessingException when it is something else */
    public static PeerEvent parse(String line) throws JsonProcessingException {
        return JSON.readValue(line, PeerEvent.class);
    }
}
