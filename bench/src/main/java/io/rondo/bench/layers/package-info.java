/**
 * {@code rondo bench layers}: how fast the two layer backends of {@link io.rondo.peer.model.Backend} compute a step, one
 * against the other in the same process, a few steps of each in turns, because a shared machine changes its speed
 * within seconds. One thread. Read {@link io.rondo.bench.layers.LayersBenchmark} first.
 */
package io.rondo.bench.layers;
