package io.rondo.bench.chaos;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes that use all the processor time they get. They end with this one: their shell waits for its standard input. */
final class Starvation implements AutoCloseable {
    private static final String LOOP = "(while :; do :; done) & read -r line; kill $!";

    private final List<Process> processes = new ArrayList<>();

    Starvation(int count) {
        try {
            for (int i = 0; i < count; i++) {
                processes.add(new ProcessBuilder("sh", "-c", LOOP).start());
            }
        } catch (IOException e) {
            close();
            throw new RondoException("sh cannot be started: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
