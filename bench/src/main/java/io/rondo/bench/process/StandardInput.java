package io.rondo.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A child's side of its two pipes to the benchmark. */
public final class StandardInput {
    private StandardInput() {}

    /** Reads lines on a thread of its own. At their end the benchmark is gone: removes its directories and halts. */
    public static void read(List<Path> directories, Consumer<Line> onLine) {
        Thread reader = new Thread(
                () -> {
                    readUntilClosed(onLine);
                    directories.forEach(Directories::remove);
                    Runtime.getRuntime().halt(0);
                },
                "standard-input");
        reader.setDaemon(true);
        reader.start();
    }

    private static void readUntilClosed(Consumer<Line> onLine) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                onLine.accept(Line.parse(text));
            }
        } catch (IOException e) {
            say(Line.of("failed", "why", e));
        }
    }

    public static void say(Line line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }
}
