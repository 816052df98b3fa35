/**
 * Training: the loop, and what it is made of.
 *
 * <p>{@link io.rondo.peer.train.TrainingLoop} fits on a screen and knows no mode: everything from a computed gradient to
 * the next parameters is an {@link io.rondo.peer.train.Exchange}. The training thread calls all of it; with
 * several buckets an exchange thread ({@link io.rondo.peer.train.ExchangeThread}) reduces them meanwhile.
 */
package io.rondo.peer.train;
