package io.rondo.bench.layers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rondo.peer.cli.BenchCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rondo bench layers}. */
@Command(
        name = "layers",
        description = "Compares the layer backends host and ops: forward + backward, one thread, interleaved.")
public final class LayersCommand implements BenchCommand {
    @Option(names = "--batch", defaultValue = "64", description = "Samples a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--models",
            split = ",",
            defaultValue = "lenet,mlp,logistic",
            description = "Built-in models to measure (default: ${DEFAULT-VALUE}).")
    private List<String> models;

    @Option(
            names = "--rounds",
            defaultValue = "40",
            description = "Slices of about 60 ms of each backend, in turns (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--clock",
            defaultValue = "WALL",
            description = "Times steps by ${COMPLETION-CANDIDATES}; CPU where others use the machine (default: WALL).")
    private StepClock clock;

    @Option(names = "--json", description = "Writes the figures to this file.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        LayersReport report = LayersBenchmark.run(models, batch, rounds, clock, System.out, System.err);
        if (json != null) {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), report);
        }
        return 0;
    }
}
