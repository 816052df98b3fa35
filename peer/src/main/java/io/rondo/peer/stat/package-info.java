/**
 * What {@code rondo stat} shows: the counters that the peers of this host publish while they run. {@link
 * io.rondo.peer.stat.RunningPeers} finds them, {@link io.rondo.peer.stat.PeerLook} is one look at one peer, two looks
 * make a {@link io.rondo.peer.stat.PeerRow}. Reads only: files are mapped for reading, no lock is touched.
 */
package io.rondo.peer.stat;
