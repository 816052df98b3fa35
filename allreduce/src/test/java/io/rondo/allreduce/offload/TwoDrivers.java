package io.rondo.allreduce.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.aeron.ControlledFragmentAssembler;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import io.rondo.allreduce.netlab.NetLab;
import java.nio.file.Path;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Two media drivers and a stream of frames from one to the other, each of which is compared with what was sent. The calling
 * thread does everything, the drivers' work included when they are invoked.
 */
final class TwoDrivers implements AutoCloseable {
    private static final int STREAM = 77;
    private static final int TERM_BYTES = 1024 * 1024;
    private static final int LONGEST = 6000;
    private static final int FRAMES_PER_CYCLE = 44;

    final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    final MediaDriver sender;
    final MediaDriver receiver;
    private final Aeron senderClient;
    private final Aeron receiverClient;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LONGEST]);
    private final BufferClaim claim = new BufferClaim();
    private final ControlledFragmentHandler handler = new ControlledFragmentAssembler(this::onFrame);
    private final Random sizes = new Random(7);
    private final Random receivedSizes = new Random(7);
    private ExclusivePublication publication;
    private Subscription subscription;
    private int fullBytes;
    private boolean isMixed;
    private boolean isChecked = true;
    private long sent;
    private long received;

    TwoDrivers(
            ThreadingMode mode,
            Consumer<MediaDriver.Context> senderSetup,
            Consumer<MediaDriver.Context> receiverSetup) {
        sender = launch("sender", mode, senderSetup);
        receiver = launch("receiver", mode, receiverSetup);
        senderClient = connect(sender);
        receiverClient = connect(receiver);
    }

    private MediaDriver launch(String name, ThreadingMode mode, Consumer<MediaDriver.Context> setup) {
        MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(Path.of("/dev/shm", "rondo-test-" + System.nanoTime() + "-" + name)
                        .toString())
                .dirDeleteOnShutdown(true)
                .counterValuesBufferLength(1024 * 1024)
                .termBufferSparseFile(true)
                .socketRcvbufLength(2 * 1024 * 1024)
                .initialWindowLength(TERM_BYTES / 2)
                .sharedIdleStrategy(YieldingIdleStrategy.INSTANCE)
                .senderIdleStrategy(YieldingIdleStrategy.INSTANCE)
                .receiverIdleStrategy(YieldingIdleStrategy.INSTANCE)
                .conductorIdleStrategy(YieldingIdleStrategy.INSTANCE)
                .threadingMode(mode)
                .errorHandler(errors::add);
        setup.accept(context);
        return MediaDriver.launch(context);
    }

    private Aeron connect(MediaDriver driver) {
        return Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .useConductorAgentInvoker(true)
                .driverAgentInvoker(driver.sharedAgentInvoker())
                .awaitingIdleStrategy(YieldingIdleStrategy.INSTANCE)
                .idleStrategy(YieldingIdleStrategy.INSTANCE)
                .errorHandler(errors::add));
    }

    /** Opens a stream to a host of a laboratory; each driver makes its socket on its own host. */
    TwoDrivers stream(NetLab lab, String endpoint, FrameSize frame) throws Exception {
        lab.in("b", () -> {
            subscribe("aeron:udp?endpoint=" + endpoint);
            return subscription;
        });
        lab.in(
                "a",
                () -> publish(
                        "aeron:udp?endpoint=" + endpoint + "|term-length=" + TERM_BYTES + "|"
                                + frame.channelParameters(true),
                        frame));
        return this;
    }

    /** Opens a stream to a free port of {@code host}. */
    TwoDrivers stream(String host, FrameSize frame, String parameters) {
        subscribe("aeron:udp?endpoint=" + host + ":0");
        awaitTrue(() -> subscription.tryResolveChannelEndpointPort() != null);
        String channel = subscription.tryResolveChannelEndpointPort();
        publish(channel + "|term-length=" + TERM_BYTES + "|" + parameters, frame);
        return this;
    }

    void subscribe(String channel) {
        subscription = receiverClient.addSubscription(channel, STREAM);
    }

    ExclusivePublication publish(String channel, FrameSize frame) {
        fullBytes = frame.claimBytes();
        publication = senderClient.addExclusivePublication(channel, STREAM);
        return publication;
    }

    Aeron senderClient() {
        return senderClient;
    }

    /** Bytes of the stream so far, headers and padding included. */
    long position() {
        return publication.position();
    }

    void awaitConnected() {
        awaitTrue(() -> publication.isConnected() && subscription.isConnected());
    }

    /** Sends full frames alone, and returns when all have been received. */
    void transfer(int frames) {
        isMixed = false;
        transferAll(frames);
    }

    /** Sends full frames, short ones, padding and some that are longer than a datagram. */
    void transferMixed(int frames) {
        isMixed = true;
        transferAll(frames);
    }

    /** The same as {@link #transfer}, of full frames whose content nobody writes or reads. */
    void transferBlank(int frames) {
        isChecked = false;
        transfer(frames);
        isChecked = true;
    }

    /** Hands frames to the sending driver, to be received by the next transfer. */
    void offer(int frames) {
        for (int i = 0; i < frames; i++) {
            assertThat(offerNext()).isTrue();
        }
    }

    private void transferAll(int frames) {
        awaitConnected();
        long end = sent + frames;
        while (received < end) {
            for (int i = 0; i < FRAMES_PER_CYCLE && sent < end && offerNext(); i++) {}
            work();
            subscription.controlledPoll(handler, 2 * FRAMES_PER_CYCLE);
        }
    }

    private boolean offerNext() {
        if (publication.availableWindow() < 2 * LONGEST + 2 * fullBytes) {
            return false;
        }
        int lengthBytes = isMixed ? mixedLength(sizes) : fullBytes;
        if (lengthBytes > fullBytes) {
            write(message, 0, lengthBytes, sent);
            while (publication.offer(message, 0, lengthBytes) == Publication.ADMIN_ACTION) {} // a term's end
        } else {
            if (isMixed && sent % 50 == 0 && claim(fullBytes)) {
                claim.abort(); // a padding frame: a header on the wire
            }
            if (!claim(lengthBytes)) {
                throw new IllegalStateException("no room where there was");
            }
            if (isChecked) {
                write(claim.buffer(), claim.offset(), lengthBytes, sent);
            }
            claim.commit();
        }
        sent++;
        return true;
    }

    private boolean claim(int lengthBytes) {
        long position = publication.tryClaim(lengthBytes, claim);
        while (position == Publication.ADMIN_ACTION) { // a term's end
            position = publication.tryClaim(lengthBytes, claim);
        }
        return position > 0;
    }

    private int mixedLength(Random random) {
        return switch (random.nextInt(20)) {
            case 0, 1 -> 8 + random.nextInt(fullBytes - 8);
            case 2 -> fullBytes + 1 + random.nextInt(LONGEST - fullBytes);
            default -> fullBytes;
        };
    }

    private static void write(MutableDirectBuffer buffer, int offset, int lengthBytes, long sequence) {
        buffer.putLong(offset, sequence);
        for (int i = 8; i < lengthBytes; i++) {
            buffer.putByte(offset + i, (byte) (sequence * 31 + i * 7));
        }
    }

    private ControlledFragmentHandler.Action onFrame(DirectBuffer buffer, int offset, int length, Header header) {
        if (!isChecked) {
            received++;
            return ControlledFragmentHandler.Action.CONTINUE;
        }
        int expected = isMixed ? mixedLength(receivedSizes) : fullBytes;
        boolean isIntact = length == expected && buffer.getLong(offset) == received;
        for (int i = 8; i < length && isIntact; i++) {
            isIntact = buffer.getByte(offset + i) == (byte) (received * 31 + i * 7);
        }
        if (!isIntact) {
            throw new AssertionError("frame " + received + " of " + expected + " bytes arrived as frame "
                    + buffer.getLong(offset) + " of " + length + " bytes, or damaged");
        }
        received++;
        return ControlledFragmentHandler.Action.CONTINUE;
    }

    void awaitTrue(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            work();
            Thread.yield();
        }
    }

    private void work() {
        invoke(sender);
        senderClient.conductorAgentInvoker().invoke();
        invoke(receiver);
        receiverClient.conductorAgentInvoker().invoke();
        Throwable error = errors.peek();
        if (error instanceof AssertionError e) {
            throw e;
        }
    }

    private static void invoke(MediaDriver driver) {
        if (driver.sharedAgentInvoker() != null) {
            driver.sharedAgentInvoker().invoke();
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(senderClient, receiverClient, sender, receiver);
    }
}
