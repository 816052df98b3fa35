package io.rondo.peer.doctor;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.Trainee;
import java.util.Locale;

/**
 * Whether model and data can be had: opens both as a peer does.
 *
 * @param parameterCount of the model, or 0 when it cannot be had
 */
record ModelCheck(Finding finding, long parameterCount) {
    private static final String NAME = "model, data";

    static ModelCheck here(RondoConfig config, Choices choices) {
        try (Trainee trainee = Trainee.open(config, choices)) {
            String found = String.format(
                    Locale.ROOT,
                    "%s with %,d parameters, %s with %,d training and %,d test samples",
                    config.model().name(),
                    trainee.parameterCount(),
                    config.data().set(),
                    trainee.trainSamples(),
                    trainee.testSamples());
            return new ModelCheck(Finding.ok(NAME, found), trainee.parameterCount());
        } catch (RondoException e) {
            return new ModelCheck(Finding.problem(NAME, e.getMessage()), 0);
        }
    }
}
