/**
 * Checkpoints: {@link io.rondo.peer.checkpoint.CheckpointFile} writes and reads one file whole or not at all, {@link
 * io.rondo.peer.checkpoint.CheckpointDirectory} names, keeps and finds them. The training thread of rank 0 writes;
 * every peer reads on {@code --resume}.
 */
package io.rondo.peer.checkpoint;
