package io.rondo.peer.config;

import java.util.List;

/** The built-in models and data sets that a config may name. */
final class KnownNames {
    static final List<String> MODELS = List.of("logistic", "mlp", "lenet", "cifarnet");
    static final List<String> DATA_SETS = List.of("digits", "mnist", "fashion-mnist", "cifar10");

    /** The data set that the program makes itself, so that it has no directory. */
    static final String GENERATED_DATA_SET = "digits";

    /** The only model with hidden layers to choose. */
    static final String MODEL_WITH_HIDDEN = "mlp";

    static final List<Integer> DEFAULT_HIDDEN = List.of(128);

    private KnownNames() {}
}
