/**
 * What a user of Rondo writes: a model of one's own, without ND4J. Compiled and tested, to be copied; nothing in Rondo
 * uses it. Start with {@link io.rondo.peer.example.SoftmaxRegression}.
 */
package io.rondo.peer.example;
