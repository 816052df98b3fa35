package io.rondo.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears whole or not at all: written aside, then renamed. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes a file, or does not know how. */
    @FunctionalInterface
    public interface Writer {
        void writeTo(Path aside) throws IOException;
    }

    /** @throws RondoException when it cannot be written */
    public static void write(Path file, Writer writer) {
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try {
                writer.writeTo(aside);
                Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw new RondoException(file + ": cannot be written: " + e, e);
        }
    }

    /** A record as indented JSON. */
    public static void writeJson(Path file, Object value) {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        write(file, aside -> Files.writeString(aside, json.writeValueAsString(value) + "\n"));
    }
}
