package io.rondo.bench.allreduce;

import java.util.List;
import java.util.Locale;

/** Whether the result replaces the source. */
enum Place {
    OUT("out of place"),
    IN("in place");

    private final String title;

    Place(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** How many buffers of the whole length a rank needs. */
    int buffers() {
        return this == OUT ? 2 : 1;
    }

    static List<Place> both() {
        return List.of(values());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
