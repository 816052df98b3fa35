/**
 * Asynchronous training in the manner of Hogwild++ (Zhang, Hsieh and Akella, ICDM 2016): peers on a ring mix model
 * deltas instead of waiting for each other. {@link io.rondo.hogwild.MixingRule} is how two neighbours mix, with three
 * rules; {@link io.rondo.hogwild.MixingWeights} are the published weights. All of it is arithmetic on vectors off the heap:
 * no thread, no clock, no I/O.
 */
package io.rondo.hogwild;
