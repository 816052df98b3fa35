package io.rondo.bench.chaos;

import io.rondo.peer.RondoException;
import java.io.IOException;

/** What is done to a peer's process. */
enum Hurt {
    /** It is gone at once ({@code kill -9}), and is started again by its launcher. */
    KILL,
    /** It stands still ({@code kill -STOP}) until the others have gone on without it, then it is continued. */
    STOP;

    void begin(long pid) {
        send(name(), pid);
    }

    /** After the others have gone on. */
    void end(long pid) {
        if (this == STOP) {
            send("CONT", pid);
        }
    }

    private static void send(String signal, long pid) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new RondoException("kill -" + signal + " " + pid + " ended with exit code " + code);
            }
        } catch (IOException e) {
            throw new RondoException("kill -" + signal + " " + pid + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RondoException("interrupted", e);
        }
    }
}
