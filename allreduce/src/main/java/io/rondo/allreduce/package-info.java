/**
 * Collectives on a ring of peers, usable without the rest of Rondo.
 *
 * <pre>
 *            chunk c of n travels  c → c+1 → … → c-1   adding at every stop          (reduce, n-1 hops)
 *                                  c-1 → c → … → c-2   copied verbatim               (gather, n-1 hops)
 *
 *   rank 0 ──segments──► rank 1 ──segments──► rank 2 ──segments──► rank 0
 * </pre>
 *
 * <p>Words: a <b>chunk</b> is one rank's share of the buffer ({@link io.rondo.allreduce.Chunks}); a <b>segment</b> is one
 * frame's worth of a chunk; a <b>hop</b> is one step of a chunk to the next rank
 * ({@link io.rondo.allreduce.HopPlan}). <b>Canonical order:</b> chunk c is added in the order rank c, c+1, … (mod n), and
 * each element is divided once, by the chunk's last rank; so every rank ends with the same bits, whatever the segment
 * size.
 *
 * <p>Read next: {@link io.rondo.allreduce.Conveyor}, the collective itself; {@link io.rondo.allreduce.DataDriver}, who
 * runs Aeron; {@link io.rondo.allreduce.RingWatch}, what ends a wait. The exchange thread calls everything here; the
 * keeper thread calls {@link io.rondo.allreduce.DataTransport#doWork} alone.
 */
package io.rondo.allreduce;
