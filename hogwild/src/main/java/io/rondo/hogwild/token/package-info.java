/**
 * The tokens of a gossiping ring, as a state machine without clock and I/O: {@link io.rondo.hogwild.token.TokenRing} decides
 * when this peer mixes with its successor and tells {@link io.rondo.hogwild.token.TokenActions} what to do and to send. One
 * thread calls it, the gossip thread. Its transition table is in docs/hogwild.md.
 */
package io.rondo.hogwild.token;
