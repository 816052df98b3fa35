/**
 * The {@code host} backend: layers on the processor, without ND4J. OpenBLAS computes every matrix product; patches,
 * pooling, rectifiers and the loss are Java with the Vector API.
 *
 * <pre>
 *   features ─► layer 0 ─► outputs[0] ─► layer 1 ─► … ─► scores ─► SoftmaxLoss
 *                 ▲                        │                           │
 *                 └── gradientBefore ◄─────┴──── gradientBehind ◄──────┘      (two buffers, in turns)
 *   each layer writes its part of the flat gradient vector on the way back
 * </pre>
 *
 * Training thread only; nothing is allocated after the constructor; the order of every sum is fixed, so the same calls
 * give the same bits. Read {@link io.rondo.peer.model.host.HostNetwork} first.
 */
package io.rondo.peer.model.host;
