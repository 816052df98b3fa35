package io.rondo.peer.train;

import java.util.List;

/**
 * What peers have gathered.
 *
 * @param peers ids of those who took part, in rank order
 * @param values theirs, in the same order, as many of each
 */
public record Gathered(List<Integer> peers, long[] values) {}
