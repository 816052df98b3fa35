/**
 * Who takes which samples. An epoch is one order of all training samples, the same on every peer; a cursor runs over
 * it, each step takes the next batch of every rank, and the ranks take consecutive slices:
 *
 * <pre>
 *   order  7 2 9 0 │ 4 1 8 6 │ 3 5          10 samples, 2 ranks with batches of 2
 *          r0  r1  │ r0  r1  │ r0 r1        the last step is dealt as evenly as possible
 *          step 0    step 1    step 2
 * </pre>
 *
 * <p>{@link io.rondo.peer.data.deal.Dealer} is the door, one on each peer's training thread; {@link
 * io.rondo.peer.data.deal.Deal} is the arithmetic, {@link io.rondo.peer.data.deal.Scheme} how the order is made. All
 * of it is pure: no files, no clock, the same on every machine.
 */
package io.rondo.peer.data.deal;
