package io.rondo.peer.central;

import java.util.List;

/**
 * Blocks that lie on the same server and have the same next one: they are served, copied and lost together.
 *
 * @param number from 0
 * @param servers who would serve it, in the order of preference: the first of them that is there
 * @param ranges of the flat vector, in rising order; none, of a server that has no block
 */
public record Part(int number, List<Integer> servers, List<Range> ranges) {
    public int elements() {
        return ranges.stream().mapToInt(Range::length).sum();
    }
}
