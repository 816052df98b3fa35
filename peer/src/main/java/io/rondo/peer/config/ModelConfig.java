package io.rondo.peer.config;

import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code model}: a built-in model by name, or a class of the user's.
 *
 * @param name a built-in model; for a class its simple name, which then only labels
 * @param hidden units of each hidden layer of {@code mlp}; empty for all others
 * @param userClass full name of a class that implements {@code io.rondo.peer.model.Model}
 */
public record ModelConfig(String name, List<Integer> hidden, Optional<String> userClass) {
    private static final String DEFAULT = "lenet";
    private static final int MOST_UNITS = 1_000_000;

    public ModelConfig {
        hidden = List.copyOf(hidden);
        userClass.ifPresent(className -> UserClass.check(className));
        if (userClass.isEmpty() && !KnownNames.MODELS.contains(name)) {
            throw InvalidSettingException.unknownWord("name", name, KnownNames.MODELS);
        }
        boolean layered = userClass.isEmpty() && name.equals(KnownNames.MODEL_WITH_HIDDEN);
        if (layered && hidden.isEmpty()) {
            throw new InvalidSettingException("hidden", "at least one layer", "an empty list");
        }
        if (!layered && !hidden.isEmpty()) {
            String expected =
                    "no hidden layers, because only model " + KnownNames.MODEL_WITH_HIDDEN + " has them to choose";
            throw new InvalidSettingException("hidden", expected, hidden + " with model " + name);
        }
        for (int units : hidden) {
            Require.between("hidden", units, 1, MOST_UNITS);
        }
    }

    /** A built-in model, with its default hidden layers if it has some. */
    public static ModelConfig named(String name) {
        return new ModelConfig(name, defaultHidden(name), Optional.empty());
    }

    private static List<Integer> defaultHidden(String name) {
        return name.equals(KnownNames.MODEL_WITH_HIDDEN) ? KnownNames.DEFAULT_HIDDEN : List.of();
    }

    /** A class of the user's. */
    public static ModelConfig ofClass(String className) {
        return new ModelConfig(UserClass.simpleName(className), List.of(), Optional.of(className));
    }

    static ModelConfig from(Section in) {
        Optional<String> userClass = in.text("class");
        if (userClass.isPresent() && in.has("name")) {
            throw in.refusal("name", "either name or class", "both");
        }
        if (userClass.isPresent()) {
            List<Integer> hidden = in.integers("hidden", List.of());
            return in.end(() -> new ModelConfig(UserClass.simpleName(userClass.get()), hidden, userClass));
        }
        String name = in.text("name", DEFAULT);
        List<Integer> hidden = in.integers("hidden", defaultHidden(name));
        return in.end(() -> new ModelConfig(name, hidden, Optional.empty()));
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(userClass.isPresent() ? "class" : "name", userClass.orElse(name));
        if (!hidden.isEmpty()) {
            map.put("hidden", hidden);
        }
        return map;
    }
}
