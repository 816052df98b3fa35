package io.rondo.peer.config.yaml;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The keys that a section was asked for, which are the ones there are, and those of all sections read before it. */
final class KnownKeys {
    private final Set<String> own = new LinkedHashSet<>();
    private final Set<String> anywhere;

    private KnownKeys(Set<String> anywhere) {
        this.anywhere = anywhere;
    }

    static KnownKeys none() {
        return new KnownKeys(new LinkedHashSet<>());
    }

    /** The keys of an inner section: none yet. */
    KnownKeys inner() {
        return new KnownKeys(anywhere);
    }

    void add(String key, String fullKey) {
        own.add(key);
        anywhere.add(fullKey);
    }

    boolean has(String key) {
        return own.contains(key);
    }

    /** The section's keys and, if one is near, the key that was probably meant, here or in another section. */
    String insteadOf(String unknown) {
        String listed = "one of " + String.join(", ", own);
        Optional<String> elsewhere =
                anywhere.stream().filter(full -> full.endsWith("." + unknown)).findFirst();
        Optional<String> meant = Nearest.to(unknown, own).or(() -> elsewhere);
        return listed + meant.map(InvalidSettingException::question).orElse("");
    }
}
