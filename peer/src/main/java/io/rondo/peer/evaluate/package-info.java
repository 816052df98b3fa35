/**
 * Scores checkpoints apart from training: {@link io.rondo.peer.evaluate.Evaluator} one file, {@link
 * io.rondo.peer.evaluate.Follower} each new one of a directory. One thread.
 */
package io.rondo.peer.evaluate;
