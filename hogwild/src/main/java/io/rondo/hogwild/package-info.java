/**
 * Asynchronous training in the manner of Hogwild++ (Zhang, Hsieh and Akella, ICDM 2016): peers on a ring mix model
 * deltas instead of waiting for each other.
 *
 * <p>Not in this version yet: the gossip agent itself, the token, and the shared lock-free parameters. What is here is
 * {@link io.rondo.hogwild.MixingWeights}, the arithmetic that they will mix with; nothing calls it so far, and no mode
 * of the config selects it.
 */
package io.rondo.hogwild;
