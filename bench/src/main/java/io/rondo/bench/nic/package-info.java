/**
 * {@code rondo bench nic}: what the network between the hosts of a config carries, layer by layer, and what limits it.
 *
 * <pre>
 *   first host    Meeting ── Campaign ── Verdict, Matrix, NicReport, NicPicture
 *                    ▲   Station: one a host, commands as {@link io.rondo.bench.nic.Message}s over one TCP connection
 *   every host    Worker ── TcpStream, UdpStream, PingPong    raw, over java.nio: what the link carries
 *                        └─ RingRun                           Aeron and the all-reduce, by Rondo's own links
 * </pre>
 *
 * <p>One process a host, in place of its first peer and on that peer's ports. One pair of hosts is measured at a time, in
 * one direction, over one rail or over all. Every wait has a deadline. Read next: {@link io.rondo.bench.nic.Campaign}, the
 * order of it all; {@link io.rondo.bench.nic.Verdict}, which knows no socket.
 */
package io.rondo.bench.nic;
