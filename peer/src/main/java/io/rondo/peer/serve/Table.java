package io.rondo.peer.serve;

import io.rondo.allreduce.Ring;
import io.rondo.peer.central.Part;
import io.rondo.peer.central.Post;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who serves what in a view: what its members have told each other, each as many numbers.
 *
 * <pre>
 *   a worker   pushes begun   pushes answered   0 for each part
 *   a server   0              0                 what it holds of each part: Post.NOTHING, or its version and 1
 * </pre>
 */
final class Table {
    private static final int BEFORE_PARTS = 2;

    private final List<Post> posts = new ArrayList<>();
    private final Map<Integer, Long> begun = new LinkedHashMap<>(); // pushes, by worker
    private final Map<Integer, Long> answered = new LinkedHashMap<>();

    /**
     * @param servers ids of the config's
     * @param told by rank
     * @param copies replicas of each part
     */
    Table(List<Part> parts, List<Integer> servers, int copies, Ring ring, List<long[]> told) {
        for (int rank = 0; rank < ring.size(); rank++) {
            if (!servers.contains(ring.peerAt(rank))) {
                begun.put(ring.peerAt(rank), told.get(rank)[0]);
                answered.put(ring.peerAt(rank), told.get(rank)[1]);
            }
        }
        for (Part part : parts) {
            Map<Integer, Long> held = new HashMap<>();
            for (int rank = 0; rank < ring.size(); rank++) {
                if (servers.contains(ring.peerAt(rank))) {
                    held.put(ring.peerAt(rank), told.get(rank)[BEFORE_PARTS + part.number()]);
                }
            }
            posts.add(Post.of(part, held, copies));
        }
    }

    static long[] ofWorker(int parts, long begun, long answered) {
        long[] told = new long[BEFORE_PARTS + parts];
        told[0] = begun;
        told[1] = answered;
        return told;
    }

    /** @param held by part */
    static long[] ofServer(int parts, Map<Integer, Long> held) {
        long[] told = new long[BEFORE_PARTS + parts];
        held.forEach((part, version) -> told[BEFORE_PARTS + part] = version);
        return told;
    }

    Post post(Part part) {
        return posts.get(part.number());
    }

    /** Those that are there. */
    List<Integer> workers() {
        return List.copyOf(begun.keySet());
    }

    /**
     * Where all workers push in the same rounds: how many more pushes of each belong to rounds that one of them has begun
     * already. A part that is lost in the middle of them goes on with the rounds behind these.
     */
    Map<Integer, Long> pushesToDrop() {
        long furthest = begun.values().stream().mapToLong(Long::longValue).max().orElse(0);
        Map<Integer, Long> drop = new LinkedHashMap<>();
        answered.forEach((worker, count) -> drop.put(worker, furthest - count));
        return drop;
    }
}
