package io.rondo.peer.checkpoint;

import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.LoopState;
import java.util.List;

/**
 * What a checkpoint says about itself, as JSON.
 *
 * @param config the effective config, as YAML text
 * @param model name of the model
 * @param parameters length of the flat parameter vector
 * @param updaterState length of the updater's state vector
 * @param digest SHA-256 of the parameters, hexadecimal
 * @param state where training stood
 * @param history the epochs so far
 */
public record CheckpointHeader(
        String config,
        String model,
        long parameters,
        long updaterState,
        String digest,
        LoopState state,
        List<EpochSummary> history) {}
