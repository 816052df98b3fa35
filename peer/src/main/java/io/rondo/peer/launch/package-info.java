/**
 * Starts all peers of this host as processes and stays with them: {@link io.rondo.peer.launch.Launcher}. Peers tell
 * what they do as lines of JSON on their standard output ({@link io.rondo.peer.report.PeerEvent}); their standard input
 * is the life line that ends them when the launcher dies.
 */
package io.rondo.peer.launch;
