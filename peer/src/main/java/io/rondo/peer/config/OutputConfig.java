package io.rondo.peer.config;

import io.rondo.peer.config.yaml.Section;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Section {@code output}.
 *
 * @param dir where checkpoints and metrics of the run go; relative to the directory the command is started in
 * @param checkpointEvery steps between checkpoints; 0: only one at the end
 * @param keep how many checkpoints are kept, the newest
 */
public record OutputConfig(Path dir, int checkpointEvery, int keep) {
    private static final String RUNS = "rondo-runs";
    private static final int DEFAULT_CHECKPOINT_EVERY = 500;
    private static final int DEFAULT_KEEP = 3;
    private static final int MOST = 1_000_000_000;

    public OutputConfig {
        Require.between("checkpointEvery", checkpointEvery, 0, MOST);
        Require.between("keep", keep, 1, MOST);
    }

    static OutputConfig from(Section in, String job) {
        Path dir = DataConfig.path(in, "dir").orElseGet(() -> Path.of(RUNS, job));
        int checkpointEvery = in.integer("checkpointEvery", DEFAULT_CHECKPOINT_EVERY);
        int keep = in.integer("keep", DEFAULT_KEEP);
        return in.end(() -> new OutputConfig(dir, checkpointEvery, keep));
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("dir", dir.toString());
        map.put("checkpointEvery", checkpointEvery);
        map.put("keep", keep);
        return map;
    }
}
