package io.rondo.peer.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.peer.RondoException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One line of JSON a step. */
public final class MetricsLog implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final Path file;
    private final BufferedWriter out;

    /**
     * A step as its line says it.
     *
     * @param step counted from 1
     * @param epoch counted from 1
     * @param samples of all peers together
     * @param loss mean over those samples
     * @param stepMs of this peer, all of it; so the three parts
     */
    public record Line(
            long step,
            int epoch,
            long samples,
            double loss,
            double stepMs,
            double computeMs,
            double transferMs,
            double waitMs) {}

    /** @param appends to what an earlier process of the run has written */
    public MetricsLog(Path file, boolean appends) {
        this.file = file;
        try {
            out = Files.newBufferedWriter(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    appends ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    public void write(Line line) {
        try {
            out.write(json.writeValueAsString(line));
            out.newLine();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RondoException failed(IOException cause) {
        return new RondoException(file + ": the metrics log cannot be written: " + cause.getMessage(), cause);
    }
}
