/**
 * What users bring, complete and in few lines: a model without ND4J ({@link
 * io.rondo.peer.example.SoftmaxRegression}), a data source ({@link io.rondo.peer.example.SpiralPoints}). Tests run them;
 * copy and change them.
 *
 * <pre>
 * scripts/rondo train --set model.class=io.rondo.peer.example.SoftmaxRegression
 * scripts/rondo train --set data.class=io.rondo.peer.example.SpiralPoints --set model.name=mlp
 * </pre>
 */
package io.rondo.peer.example;
