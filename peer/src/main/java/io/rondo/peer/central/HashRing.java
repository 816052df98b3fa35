package io.rondo.peer.central;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Consistent hashing (Karger et al. 1997): keys and nodes are hashed onto a circle, each node many times over, and a key
 * belongs to the node whose token comes next. When a node goes, its keys alone move, to the nodes that follow them.
 *
 * <p>A key's token is SHA-256 of the key, a node's i-th one that of its name and {@code i} in decimal; both in lower-case
 * hexadecimal.
 */
public final class HashRing {
    private final List<String> nodes;
    private final TreeMap<String, String> nodeOfToken = new TreeMap<>();

    /**
     * @param nodes their names, at least one
     * @param tokensEach virtual nodes of each: the more, the evener the load
     */
    public HashRing(List<String> nodes, int tokensEach) {
        if (nodes.isEmpty() || tokensEach < 1) {
            throw new IllegalArgumentException("nodes=" + nodes + " tokensEach=" + tokensEach);
        }
        this.nodes = List.copyOf(nodes);
        for (String node : nodes) {
            for (int i = 0; i < tokensEach; i++) {
                nodeOfToken.put(token(node + i), node);
            }
        }
    }

    /** The node that a key belongs to: of the first token above the key's, else of the lowest. */
    public String owner(String key) {
        return owners(key, 1).get(0);
    }

    /**
     * The owner, and those that would own the key next if the nodes before them were gone.
     *
     * @param most so many of them, or all nodes if there are fewer
     */
    public List<String> owners(String key, int most) {
        List<String> owners = new ArrayList<>();
        String token = token(key);
        collect(nodeOfToken.tailMap(token, false), owners, most);
        collect(nodeOfToken, owners, most);
        return owners;
    }

    private static void collect(Map<String, String> tokens, List<String> owners, int most) {
        for (String node : tokens.values()) {
            if (owners.size() == most) {
                return;
            }
            if (!owners.contains(node)) {
                owners.add(node);
            }
        }
    }

    public List<String> nodes() {
        return nodes;
    }

    private static String token(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
