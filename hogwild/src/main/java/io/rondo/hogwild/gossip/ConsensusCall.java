package io.rondo.hogwild.gossip;

/**
 * What a peer says of consensuses.
 *
 * @param round the newest that it knows to be wanted, from 1; 0: none yet
 * @param isLast the run ends with that one
 */
record ConsensusCall(int round, boolean isLast) {}
