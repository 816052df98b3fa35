package io.rondo.allreduce;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;

/**
 * The host's media driver for gradients, inside one peer and without a thread of its own: whoever calls
 * {@link #doWork} runs it. Its conductor is on the IPC data path (it alone advances publisher limits and cleans consumed
 * bytes), and on few cores a driver thread is scheduled too late for that.
 *
 * <p>Any thread may call {@link #doWork}; one runs it at a time, the others return at once.
 */
final class DataDriver implements Agent, AutoCloseable {
    /** Aeron's least: room for 8,192 counters. Its default of four times that costs 36 MB and 25 ms of zeroing. */
    private static final int COUNTER_VALUES_BYTES = 1024 * 1024;

    private final ReentrantLock turn = new ReentrantLock();
    private final MediaDriver driver;
    private boolean closed;

    private DataDriver(MediaDriver driver) {
        this.driver = driver;
    }

    /** Starts a driver in a directory of its own, which it removes when it is closed. */
    static DataDriver launch(Path directory, TransportTimeouts timeouts, ErrorHandler errorHandler) {
        return new DataDriver(MediaDriver.launch(context(directory, timeouts)
                .threadingMode(ThreadingMode.INVOKER)
                .errorHandler(errorHandler)));
    }

    /** The settings of a data driver, whoever runs it. */
    static MediaDriver.Context context(Path directory, TransportTimeouts timeouts) {
        return new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .counterValuesBufferLength(COUNTER_VALUES_BYTES)
                .ipcTermBufferLength(RingLink.TERM_BYTES)
                .termBufferSparseFile(false)
                .clientLivenessTimeoutNs(timeouts.livenessNs())
                .imageLivenessTimeoutNs(timeouts.livenessNs())
                .publicationConnectionTimeoutNs(timeouts.livenessNs())
                .publicationUnblockTimeoutNs(timeouts.unblockNs())
                .driverTimeoutMs(timeouts.driverTimeoutMs())
                .timerIntervalNs(timeouts.timerIntervalNs());
    }

    @Override
    public int doWork() {
        if (!turn.tryLock()) {
            return 0;
        }
        try {
            return closed ? 0 : driver.sharedAgentInvoker().invoke();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public String roleName() {
        return "data-driver";
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                driver.close();
            }
        } finally {
            turn.unlock();
        }
    }
}
