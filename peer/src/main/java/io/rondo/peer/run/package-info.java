/**
 * One peer's process: {@link io.rondo.peer.run.PeerRun} puts data, model, ring and loop together and takes them apart
 * again.
 *
 * <p>Threads: the training thread (main) does everything but what the {@link io.rondo.peer.run.Keeper} does every
 * millisecond: run the data driver while the training thread computes, and send and hear signs of life.
 */
package io.rondo.peer.run;
