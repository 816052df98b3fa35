package io.rondo.bench.driver;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one kill of the driver's holder went: when the slowest survivor got to each stage, in ns since the kill. The driver
 * is up in one process alone.
 *
 * @param stages by stage
 */
record Recovery(Map<Stage, Long> stages) {
    /** What must happen in order until the survivors reduce again. */
    enum Stage {
        SEEN("death seen"),
        TOLD("view told"),
        ENTERED("view entered"),
        DRIVER_UP("driver up"),
        CONNECTED("connected"),
        OPEN("ring open"),
        REDUCED("reduced");

        private final String label;

        Stage(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        static Stage of(String event) {
            for (Stage stage : values()) {
                if (stage.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(event)) {
                    return stage;
                }
            }
            return null;
        }
    }

    /** Collects events; the latest counts. */
    static final class Builder {
        private final long killNs;
        private final Map<Stage, Long> stages = new TreeMap<>();

        Builder(long killNs) {
            this.killNs = killNs;
        }

        Builder add(Stage stage, long atNs) {
            stages.merge(stage, atNs - killNs, Math::max);
            return this;
        }

        Recovery build() {
            return new Recovery(stages);
        }
    }

    long totalNs() {
        return stages.get(Stage.REDUCED);
    }
}
