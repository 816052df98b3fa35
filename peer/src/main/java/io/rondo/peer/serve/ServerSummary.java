package io.rondo.peer.serve;

import java.util.ArrayList;
import java.util.List;

/**
 * What a server has done.
 *
 * @param elements of the model that it held
 * @param updates of them, of those with most
 * @param droppedPushes that came too late for their round
 * @param staleness how many pushes had missed 0, 1, 2 … updates of others, when they came, since their worker had seen the
 *     parameters; the last one: so many or more
 */
public record ServerSummary(int elements, long updates, long droppedPushes, List<Long> staleness) {
    /** Of a server that served all these parts. */
    static ServerSummary sum(List<ServerSummary> parts) {
        int elements = 0;
        long updates = 0;
        long dropped = 0;
        List<Long> staleness = new ArrayList<>();
        for (ServerSummary part : parts) {
            elements += part.elements;
            updates = Math.max(updates, part.updates);
            dropped += part.droppedPushes;
            for (int i = 0; i < part.staleness.size(); i++) {
                if (i < staleness.size()) {
                    staleness.set(i, staleness.get(i) + part.staleness.get(i));
                } else {
                    staleness.add(part.staleness.get(i));
                }
            }
        }
        return new ServerSummary(elements, updates, dropped, staleness);
    }
}
