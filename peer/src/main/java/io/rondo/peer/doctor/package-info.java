/**
 * {@code rondo doctor}: what would keep a run from starting, or make it slow, found before the start.
 *
 * <pre>
 *   Examination ── on this host     JavaCheck, BuildCheck, ModelCheck, SharedMemoryCheck, OutputCheck, NicCheck,
 *        │                          PortCheck, SocketBufferCheck, CoreCheck, HugePageCheck, LimitCheck
 *        └──────── between hosts    Greeter (sockets) ── Greeting (a datagram) ── Neighbour (what is known of a host)
 * </pre>
 *
 * <p>Checks are pure where there is something to decide: {@code of} takes what was read, {@code here} reads it. Read next:
 * {@link io.rondo.peer.doctor.Finding}.
 */
package io.rondo.peer.doctor;
