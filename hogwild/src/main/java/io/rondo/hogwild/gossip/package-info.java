/**
 * Gossip beside training: {@link io.rondo.hogwild.gossip.GossipAgent} lets a peer's model mix with its neighbours' while the
 * training thread goes on changing it, over the links and windows of {@code io.rondo.allreduce}. The gossip thread calls
 * it, a duty cycle at a time; the training thread only tells {@link io.rondo.hogwild.gossip.LocalWork} what it has done and
 * reads {@link io.rondo.hogwild.gossip.RingNews}.
 */
package io.rondo.hogwild.gossip;
