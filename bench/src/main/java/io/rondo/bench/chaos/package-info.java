/**
 * {@code rondo chaos}: a real training run whose peers are killed, frozen and started again, watched from outside.
 *
 * <pre>
 *   ChaosCommand ── ChaosRun ──┬── Training     the launcher and its peers, on a thread of its own
 *                              ├── PeerWatch    what each peer's counters say, read without asking the peer
 *                              ├── Injury       one kill or freeze, and what became of it
 *                              └── ChaosReport  the closing table
 * </pre>
 *
 * <p>The command's main thread hurts and watches. Nothing here is told by the peers: times are taken from the counters that
 * each of them shows.
 */
package io.rondo.bench.chaos;
