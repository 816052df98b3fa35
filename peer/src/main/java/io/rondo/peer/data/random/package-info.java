/**
 * Seeded random numbers that are the same on every machine and every JDK: the shuffles of an epoch and the strokes of
 * the generated digits both come from here. Pure arithmetic, no shared state; a generator belongs to one thread.
 */
package io.rondo.peer.data.random;
