package io.rondo.allreduce;

import io.aeron.Aeron;
import io.aeron.CncFileDescriptor;
import io.aeron.driver.MediaDriver;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.ChannelEndpointException;
import io.aeron.exceptions.RegistrationException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.agrona.concurrent.status.CountersReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer's connection to its host's data driver, and the driver itself in the one peer that holds it. It has no thread:
 * the exchange thread calls {@link #doWork} inside an operation, a keeper thread every millisecond otherwise, so that
 * long computations starve nobody.
 */
public final class DataTransport implements Agent, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataTransport.class);
    private static final int REHEARSALS = 2;
    /** Loading classes on busy cores may take seconds, and nobody invokes a driver meanwhile. */
    private static final long REHEARSAL_BUDGET_NS = TimeUnit.SECONDS.toNanos(30);

    private final Path directory;
    private final DataDriver driver; // null in peers that do not hold it
    private final Aeron aeron;
    private final AgentInvoker conductor;
    private volatile Throwable failure;

    private DataTransport(Path directory, boolean holdsDriver, TransportTimeouts timeouts, boolean offload) {
        this.directory = directory;
        ErrorHandler fatal = this::onError;
        driver = holdsDriver ? DataDriver.launch(directory, timeouts, offload, fatal) : null;
        Aeron.Context context = new Aeron.Context()
                .aeronDirectoryName(directory.toString())
                .useConductorAgentInvoker(true)
                .idleStrategy(YieldingIdleStrategy.INSTANCE)
                .awaitingIdleStrategy(YieldingIdleStrategy.INSTANCE)
                .driverTimeoutMs(timeouts.driverTimeoutMs())
                .keepAliveIntervalNs(timeouts.keepAliveNs())
                .resourceLingerDurationNs(timeouts.livenessNs())
                .closeLingerDurationNs(0)
                .errorHandler(fatal);
        if (holdsDriver) {
            AgentInvoker invoker = new AgentInvoker(fatal, null, driver);
            invoker.start(); // or the client's waits for the driver run nothing
            context.driverAgentInvoker(invoker);
        }
        try {
            aeron = Aeron.connect(context);
        } catch (RuntimeException e) {
            if (driver != null) {
                driver.close();
            }
            throw e;
        }
        conductor = aeron.conductorAgentInvoker();
    }

    /**
     * Connects to the driver in {@code directory}, first starting it there if this peer holds it. Others call this once
     * {@link #isDriverReady} says so.
     *
     * @param directory of the driver, on a memory file system
     * @throws AeronException when the driver gives no sign of life within the budget: try again, or in the next view
     */
    public static DataTransport open(Path directory, boolean holdsDriver, TransportTimeouts timeouts) {
        return open(directory, holdsDriver, timeouts, true);
    }

    /**
     * As above.
     *
     * @param offload whether the driver sends and receives runs of datagrams by one system call, where the kernel can
     */
    public static DataTransport open(Path directory, boolean holdsDriver, TransportTimeouts timeouts, boolean offload) {
        return new DataTransport(directory, holdsDriver, timeouts, offload);
    }

    /**
     * Opens and closes a driver, a client and a link in {@code directory}, so that the first recovery of this process
     * finds its classes loaded: a first driver takes 150 ms, the next one 10. Call it before the first ring, or beside
     * training on a thread of its own.
     *
     * @param directory that nobody else uses; removed in the end
     */
    public static void rehearse(Path directory) {
        TransportTimeouts timeouts = new TransportTimeouts(REHEARSAL_BUDGET_NS);
        for (int i = 0; i < REHEARSALS; i++) {
            try (DataTransport transport = open(directory, true, timeouts);
                    RingLink link =
                            RingLink.overIpc(transport, Ring.ofOneHost("rehearsal", i, List.of(0), 0), Long.BYTES)) {
                long deadlineNs = System.nanoTime() + timeouts.livenessNs();
                while (link.connected() == 0 && System.nanoTime() - deadlineNs < 0) {
                    transport.doWork();
                }
            }
        }
    }

    /**
     * The settings of a data driver that is run another way than by {@link #open}: by a thread or process of its own.
     * The caller chooses the threading mode and the error handler.
     */
    public static MediaDriver.Context driverContext(Path directory, TransportTimeouts timeouts) {
        return DataDriver.context(directory, timeouts);
    }

    /** True when a driver has published its directory, so that a client can connect without waiting. */
    public static boolean isDriverReady(Path directory) {
        return Files.exists(directory.resolve(CncFileDescriptor.CNC_FILE));
    }

    /** A bounded bit of the driver's work, if held here, and of the client's. Any thread; never blocks. */
    @Override
    public int doWork() {
        return (driver == null ? 0 : driver.doWork()) + conductor.invoke();
    }

    @Override
    public String roleName() {
        return "data-transport";
    }

    /** What broke the connection for good, or null: the driver's process died, or this one was stalled too long. */
    public Throwable failure() {
        return failure;
    }

    /** Of the host's data driver, all of its connections together: what was lost, asked for and sent again. */
    public CountersReader counters() {
        return aeron.countersReader();
    }

    /** Of the driver, on a memory file system. */
    Path directory() {
        return directory;
    }

    Aeron aeron() {
        return aeron;
    }

    /** A NIC is down, say, and a datagram cannot be sent or a channel not be opened: its user sees that, the driver goes on. */
    private static boolean concernsOneChannel(Throwable error) {
        return error instanceof ChannelEndpointException
                || error instanceof RegistrationException
                || error.getCause() instanceof SocketException
                || error instanceof AeronException aeronError && aeronError.category() == AeronException.Category.WARN;
    }

    private void onError(Throwable error) {
        if (concernsOneChannel(error)) {
            LOG.debug("data driver: {}", error.getMessage());
        } else if (failure == null) {
            failure = error;
        }
    }

    @Override
    public void close() {
        aeron.close();
        if (driver != null) {
            driver.close();
        }
    }
}
