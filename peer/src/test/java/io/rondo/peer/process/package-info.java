/**
 * Tests of the real thing: launchers and peers as processes, killed, stopped and resumed. {@link
 * io.rondo.peer.process.World} is a place for the runs of one test, {@link io.rondo.peer.process.Rondo} a process of
 * the program in it.
 */
package io.rondo.peer.process;
