package io.rondo.peer.ledger;

import io.rondo.peer.RondoException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The whole lines of a file, one after the other. A last one without its line feed was cut and is left out. */
final class LedgerLines implements AutoCloseable {
    private final Path file;
    private final BufferedReader in;
    private final StringBuilder line = new StringBuilder();
    private int number;
    private boolean isCut;

    LedgerLines(Path file) {
        this.file = file;
        try {
            in = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The next line without its line feed, or null when there is none. */
    String next() {
        line.setLength(0);
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    number++;
                    return line.toString();
                }
                line.append((char) c);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        isCut = !line.isEmpty();
        return null;
    }

    /** Of the line that was read last, counted from 1. */
    int number() {
        return number;
    }

    /** At the end: whether a cut line was left out. */
    boolean isCut() {
        return isCut;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RondoException failed(IOException cause) {
        return new RondoException(file + ": the ledger cannot be read: " + cause, cause);
    }
}
