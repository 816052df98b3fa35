/**
 * {@code rondo chaos}: a real training run whose peers are killed, frozen and started again, watched from outside; and {@code
 * rondo bench join}, which times how one of them comes back ({@code JoinCommand}, {@code JoinRun}, {@code StepTimes}).
 *
 * <pre>
 *   ChaosCommand ── ChaosRun ──┬── Training     the launcher and its peers, on a thread of its own
 *                              ├── PeerWatch    what each peer's counters say, read without asking the peer
 *                              ├── Injury       one kill or freeze, and what became of it
 *                              └── ChaosReport  the closing table
 * </pre>
 *
 * <p>The command's main thread hurts and watches. Recovery times and steps are taken from the counters that each peer shows, not
 * told by them; a join's own times are the newcomer's.
 */
package io.rondo.bench.chaos;
