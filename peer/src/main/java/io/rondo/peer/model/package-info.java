/**
 * Models: one flat vector of parameters, one of gradients, and two computations between them.
 *
 * <p>{@link io.rondo.peer.model.Model} is what the training loop sees and what users implement. {@link
 * io.rondo.peer.model.BuiltInModels} knows the models that come along: lists of layers ({@code layer}) that a {@link
 * io.rondo.peer.model.Backend} computes ({@code host} or {@code ops}). All of it runs on the training thread.
 */
package io.rondo.peer.model;
