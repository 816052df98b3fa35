package io.rondo.peer.central;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who serves a part in one view, which follows from who holds what of it: all members come to the same.
 *
 * <pre>
 *   somebody holds it      the one with the most updates serves it (of several the one that is preferred)
 *   nobody holds it        it is lost: the first that is preferred begins it anew, from a checkpoint
 * </pre>
 *
 * @param replicas the next that are preferred: have a copy of everything before anybody is told of it
 * @param behind those of them that are to be sent a copy of the whole
 */
public record Post(int primary, List<Integer> replicas, List<Integer> behind, boolean isLost) {
    /** What a server says of a part that it does not hold; of one that it holds: its version, from 1. */
    public static final long NOTHING = 0;

    /**
     * @param held versions by server, of the servers that are there; at least one
     * @param copies so many replicas, if there are so many other servers
     */
    public static Post of(Part part, Map<Integer, Long> held, int copies) {
        List<Integer> there = part.servers().stream().filter(held::containsKey).toList();
        int primary = there.get(0);
        for (int server : there) {
            primary = held.get(server) > held.get(primary) ? server : primary;
        }
        List<Integer> replicas = new ArrayList<>(there);
        replicas.remove((Integer) primary);
        replicas = List.copyOf(replicas.subList(0, Math.min(copies, replicas.size())));
        long newest = held.get(primary);
        List<Integer> behind = replicas.stream()
                .filter(server -> newest == NOTHING || held.get(server) != newest)
                .toList();
        return new Post(primary, replicas, behind, newest == NOTHING);
    }
}
