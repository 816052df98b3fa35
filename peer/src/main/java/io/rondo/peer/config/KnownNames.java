package io.rondo.peer.config;

import io.rondo.peer.data.DataSets;
import io.rondo.peer.model.BuiltInModels;
import java.util.List;

/** The built-in models and data sets that a config may name, and what the config has to know about single ones. */
final class KnownNames {
    static final List<String> MODELS = BuiltInModels.names();
    static final List<String> DATA_SETS = DataSets.names();

    /** The data set that the program makes itself, so that it has no directory. */
    static final String GENERATED_DATA_SET = "digits";

    /** The only model with hidden layers to choose. */
    static final String MODEL_WITH_HIDDEN = "mlp";

    static final List<Integer> DEFAULT_HIDDEN = BuiltInModels.DEFAULT_HIDDEN;

    private KnownNames() {}
}
