/**
 * {@code rondo predict}: what a step takes with more peers than there are, by a model in the manner of Paleo (Qi, Sparks, Talwalkar,
 * ICLR 2017) that a few real steps calibrate. {@link io.rondo.bench.predict.CostModel} is the arithmetic.
 */
package io.rondo.bench.predict;
