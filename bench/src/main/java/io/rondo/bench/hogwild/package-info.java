/**
 * {@code rondo bench hogwild}: lock-free threads on one parameter vector against as many processes with a vector each.
 * {@link io.rondo.bench.hogwild.HogwildCommand} starts {@link io.rondo.bench.hogwild.HogwildWorker}s and has them run by
 * turns.
 */
package io.rondo.bench.hogwild;
