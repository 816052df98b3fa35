/**
 * What a run tells: {@link io.rondo.peer.report.PeerEvent} is what a peer says while it runs, {@link
 * io.rondo.peer.report.RunReport} what remains of the run, {@link io.rondo.peer.report.MetricsLog} a line a step.
 */
package io.rondo.peer.report;
