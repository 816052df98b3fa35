/**
 * Examples to copy: what a user brings along. Compiled and tested with the rest, so that they stay true.
 *
 * <p>{@link io.rondo.peer.example.SpiralPoints} is a data set of one's own.
 */
package io.rondo.peer.example;
