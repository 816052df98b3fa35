package io.rondo.membership.cluster;

/** One process of a peer. */
record Incarnation(int id, long number) {}
