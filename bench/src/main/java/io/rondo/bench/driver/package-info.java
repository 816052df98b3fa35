/**
 * Where should a host's data driver live? Real processes without models, a driver that is killed, blocked and frozen, and
 * a table: docs/driver-placement.md is made from it.
 *
 * <pre>
 *   DriverBenchmark ── PlacementRun ── Child ══ stdin: view, block, report ══► DriverPeer     (one process a peer)
 *    (the authority)                         ◄═ stdout: events with nanoTime ═  DriverProcess  (placement "process")
 * </pre>
 *
 * <p>All times are {@link java.lang.System#nanoTime}, which is one clock for all processes of a Linux host.
 */
package io.rondo.bench.driver;
