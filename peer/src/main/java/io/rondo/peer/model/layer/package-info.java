/**
 * What the built-in models are made of, without how it is computed: layers, their sizes, their place in the flat vectors
 * of parameters and gradients, and the first weights.
 *
 * <pre>
 *   List of Layer ──NetworkPlan.of──► NetworkPlan ──backend──► Network (host or ops)
 *                                      │ offsets, sizes
 *                                      └──Initialiser──► first parameters
 * </pre>
 *
 * Called by {@link io.rondo.peer.model.LayeredModel} on the training thread. Read {@link
 * io.rondo.peer.model.layer.NetworkPlan} first, then one of the backends.
 */
package io.rondo.peer.model.layer;
