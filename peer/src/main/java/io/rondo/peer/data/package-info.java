/**
 * What a peer learns from: labelled samples, read by number into a {@link io.rondo.peer.data.Batch}.
 *
 * <pre>
 *   deal.Dealer ── which samples are mine this step ──►  DataSource.read  ──► Batch ──► model
 *                                                            ▲
 *   DataSets.open("mnist", dir) ── files or drawn digits ────┘   raw bytes off the heap, normalised while reading
 * </pre>
 *
 * <p>{@link io.rondo.peer.data.DataSets} opens the sets that Rondo knows; a user's own implements {@link
 * io.rondo.peer.data.DataSource}. All of it is called by the training thread; opening may happen on another thread
 * before. Trouble with files is a {@link io.rondo.peer.RondoException} that names file, expectation and remedy.
 *
 * <p>Read next: {@code deal} (who takes which samples), {@code digits} (the set that is drawn), docs/data.md.
 */
package io.rondo.peer.data;
