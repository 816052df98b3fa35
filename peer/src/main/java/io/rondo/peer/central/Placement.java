package io.rondo.peer.central;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which server holds which elements of the flat vector. The vector is cut into blocks of {@link #BLOCK_ELEMENTS}; block k
 * belongs to the server that a {@link HashRing} gives the key {@code blockK}, so that servers that come or go move no other
 * blocks than their own. A server's part is its blocks' elements one after the other, in rising order.
 */
public final class Placement {
    /** 4 KiB: small models are spread over the servers too, and no message is smaller. */
    public static final int BLOCK_ELEMENTS = 1_024;

    private final int elements;
    private final Map<Integer, List<Range>> ranges = new LinkedHashMap<>(); // by server, neighbouring blocks as one
    private final List<Part> parts = new ArrayList<>();

    /**
     * @param elements length of the vector in float32 values
     * @param servers their ids, at least one
     */
    public Placement(int elements, List<Integer> servers, int tokensEach) {
        this.elements = elements;
        HashRing ring = new HashRing(servers.stream().map(Placement::name).toList(), tokensEach);
        Map<String, Integer> idOfName = new LinkedHashMap<>();
        for (int server : servers) {
            idOfName.put(name(server), server);
            ranges.put(server, new ArrayList<>());
        }
        Map<List<Integer>, List<Integer>> orders = new LinkedHashMap<>(); // by owner and next one: of their first block
        Map<List<Integer>, List<Range>> shared = new LinkedHashMap<>();
        for (int begin = 0; begin < elements; begin += BLOCK_ELEMENTS) {
            List<Integer> order = ring.owners("block" + begin / BLOCK_ELEMENTS, servers.size()).stream()
                    .map(idOfName::get)
                    .toList();
            List<Integer> firstTwo = order.subList(0, Math.min(2, order.size()));
            Range block = new Range(begin, Math.min(elements, begin + BLOCK_ELEMENTS));
            orders.putIfAbsent(firstTwo, order);
            add(ranges.get(order.get(0)), block);
            add(shared.computeIfAbsent(firstTwo, key -> new ArrayList<>()), block);
        }
        orders.forEach((key, order) -> parts.add(new Part(parts.size(), order, List.copyOf(shared.get(key)))));
        for (int server : servers) {
            if (ranges.get(server).isEmpty()) {
                List<Integer> order = new ArrayList<>(servers);
                order.remove((Integer) server);
                order.add(0, server);
                parts.add(new Part(parts.size(), order, List.of()));
            }
        }
    }

    private static String name(int server) {
        return "server" + server;
    }

    private static void add(List<Range> ranges, Range next) {
        Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (last != null && last.end() == next.begin()) {
            ranges.set(ranges.size() - 1, new Range(last.begin(), next.end()));
        } else {
            ranges.add(next);
        }
    }

    /** Length of the whole vector. */
    public int elements() {
        return elements;
    }

    /** Ids of the servers. */
    public List<Integer> servers() {
        return List.copyOf(ranges.keySet());
    }

    /** What a server holds, in rising order; nothing, of a model that has too few blocks. */
    public List<Range> ranges(int server) {
        return ranges.get(server);
    }

    /** All blocks, by the server that they lie on and the next one; of a server without any, an empty part. */
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /** How much that is. */
    public int elementsOf(int server) {
        return ranges.get(server).stream().mapToInt(Range::length).sum();
    }
}
