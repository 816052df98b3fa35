/**
 * Collectives on a ring of peers, usable without the rest of Rondo.
 *
 * <pre>
 *   Collectives ── Rendezvous: who calls what (Mesh: every rank's messages to all others)
 *        ├── LatencyPath    small buffers come with the calls
 *        ├── WindowPath     each rank does its chunk in all ranks' windows (Windows), then says "done"
 *        └── ConveyorPath   chunk c of n travels  c → c+1 → … → c-1   adding at every stop      (n-1 hops)
 *                                                 c-1 → c → … → c-2   copied verbatim           (n-1 hops)
 * </pre>
 *
 * <p>Words: a <b>chunk</b> is one rank's share of the buffer ({@link io.rondo.allreduce.Chunks}); a <b>segment</b> is one
 * frame's worth of a chunk; a <b>hop</b> is one step of a chunk to the next rank
 * ({@link io.rondo.allreduce.HopPlan}). <b>Canonical order:</b> chunk c is added in the order rank c, c+1, … (mod n), and
 * each element is divided once; so every rank ends with the same bits, whatever the path and the segment size.
 *
 * <p>Read next: {@link io.rondo.allreduce.Collectives}, the interface; {@link io.rondo.allreduce.Rendezvous}, how every
 * collective begins; {@link io.rondo.allreduce.DataDriver}, who runs Aeron; {@link io.rondo.allreduce.RingWatch}, what
 * ends a wait. The exchange thread calls everything here; the keeper thread calls
 * {@link io.rondo.allreduce.DataTransport#doWork} alone.
 */
package io.rondo.allreduce;
