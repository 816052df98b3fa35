/**
 * Mode central, the part that knows no thread, no clock and no wire: where the blocks of the model lie ({@link
 * io.rondo.peer.central.Placement}), when a push counts and when its worker goes on ({@link
 * io.rondo.peer.central.Consistency}), how far workers may be apart ({@link io.rondo.peer.central.Staleness}). The
 * servers' process is in {@code io.rondo.peer.serve}. Read {@code docs/central.md} with it.
 */
package io.rondo.peer.central;
