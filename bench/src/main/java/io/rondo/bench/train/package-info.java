/**
 * {@code rondo bench train}: the same model, data and seed in all modes of training, by turns. Every run is a real one, started as {@code
 * rondo train} does; its checkpoints are scored when it is over, so that scoring is in nobody's time.
 */
package io.rondo.bench.train;
