package io.rondo.bench.driver;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.bench.process.Line;
import io.rondo.bench.process.StandardInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The driver in a process of its own: one shared thread, until standard input closes. */
final class DriverProcess {
    private DriverProcess() {}

    /** Arguments: generation, the driver's directory, budget in milliseconds, the run's directory. */
    public static void main(String[] args) {
        StandardInput.say(Line.of("ready", "id", -1, "atNs", System.nanoTime()));
        StandardInput.read(List.of(Path.of(args[3])), line -> {});
        TransportTimeouts timeouts =
                new TransportTimeouts(Duration.ofMillis(Long.parseLong(args[2])).toNanos());
        MediaDriver.launch(DataTransport.driverContext(Path.of(args[1]), timeouts)
                .threadingMode(ThreadingMode.SHARED)
                .errorHandler(Throwable::printStackTrace));
        StandardInput.say(Line.of("driver-up", "id", -1, "generation", args[0], "atNs", System.nanoTime()));
        while (true) {
            LockSupport.park();
        }
    }
}
