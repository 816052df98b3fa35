package io.rondo.allreduce;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.rondo.allreduce.offload.SegmentationOffload;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's media driver for gradients, inside one peer and without a thread of its own: whoever calls
 * {@link #doWork} runs it. Its conductor is on the IPC data path (it alone advances publisher limits, and cleans what was
 * consumed, but not behind the conveyor: {@link EndMarkedLogs}), and on few cores a driver thread is scheduled too late
 * for that.
 *
 * <p>Any thread may call {@link #doWork}; one runs it at a time, the others return at once.
 */
final class DataDriver implements Agent, AutoCloseable {
    /** Aeron's least: room for 8,192 counters. Its default of four times that costs 36 MB and 25 ms of zeroing. */
    private static final int COUNTER_VALUES_BYTES = 1024 * 1024;
    /** A receiver says at least so often how far it is. */
    private static final long STATUS_MESSAGE_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** What was sent again may be asked for again so soon: a second loss would cost Aeron's default of 10 ms. */
    private static final long RETRANSMIT_LINGER_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private static final Logger LOG = LoggerFactory.getLogger(DataDriver.class);

    private final ReentrantLock turn = new ReentrantLock();
    private final MediaDriver driver;
    private boolean closed;

    private DataDriver(MediaDriver driver) {
        this.driver = driver;
    }

    /**
     * Starts a driver in a directory of its own, which it removes when it is closed.
     *
     * @param offload runs of datagrams by one system call, where the kernel can
     */
    static DataDriver launch(Path directory, TransportTimeouts timeouts, boolean offload, ErrorHandler errorHandler) {
        MediaDriver.Context context = context(directory, timeouts)
                .threadingMode(ThreadingMode.INVOKER)
                .errorHandler(errorHandler);
        if (offload) {
            LOG.debug(SegmentationOffload.install(context).sentence());
        }
        return new DataDriver(MediaDriver.launch(context));
    }

    /** The settings of a data driver, whoever runs it. */
    static MediaDriver.Context context(Path directory, TransportTimeouts timeouts) {
        MediaDriver.Context context = new MediaDriver.Context()
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
                .statusMessageTimeoutNs(STATUS_MESSAGE_NS)
                .retransmitUnicastLingerNs(RETRANSMIT_LINGER_NS)
                .publicationUnblockTimeoutNs(timeouts.unblockNs())
                .driverTimeoutMs(timeouts.driverTimeoutMs())
                .timerIntervalNs(timeouts.timerIntervalNs());
        EndMarkedLogs.install(context);
        return context;
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
