/**
 * The {@code ops} backend: layers as a plain chain of ND4J's own operations.
 *
 * <pre>
 *   host memory ─DeviceWindow─► OpsMemory (every array, views of the flat vectors)
 *                                  └► OpsChain (one a batch size) = OpCall, OpCall, …
 * </pre>
 *
 * It is what {@code -Pcuda} runs on a GPU, what the {@code host} backend is tested against, and what the benchmark
 * compares it with; so it is kept simple but as fast as the operations allow: arrays made once, contexts reused,
 * gradients written into the flat vector. Training thread only. Read {@link io.rondo.peer.model.ops.OpsNetwork} first.
 */
package io.rondo.peer.model.ops;
