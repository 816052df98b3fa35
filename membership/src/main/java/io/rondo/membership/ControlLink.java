package io.rondo.membership;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.rondo.membership.wire.BeatDecoder;
import io.rondo.membership.wire.BeatEncoder;
import io.rondo.membership.wire.MessageHeaderDecoder;
import io.rondo.membership.wire.MessageHeaderEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Sends this member's beats to all others and hears theirs, over UDP and a small Aeron driver of its own; over every NIC
 * that a member says it has, so that one that dies silences nobody. The keeper thread calls {@link #doWork}; the training
 * thread says what it is doing by {@link #announce}.
 */
public final class ControlLink implements AutoCloseable {
    private static final int STREAM_ID = 1;
    private static final int TERM_BYTES = 64 * 1024;
    private static final int WINDOW_BYTES = TERM_BYTES / 2;
    private static final int FRAGMENTS_PER_POLL = 16;
    /** Aeron's least: its default costs 36 MB a driver. */
    private static final int COUNTER_VALUES_BYTES = 1024 * 1024;

    /** A start takes two beats each way: others wait for it. */
    private static final long STARTING_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int ADDRESS_BYTES = 16;

    /** NICs that a member can have. */
    public static final int MAX_RAILS = 4;

    private final SignsOfLife signs;
    private final long intervalNs;
    private final long jobId;
    private final long configDigest;
    private final int ownId;
    private final MediaDriver driver;
    private final Aeron aeron;
    private final int port;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<ExclusivePublication> publications = new ArrayList<>();
    private final Set<String> reached = new HashSet<>(); // endpoints that there is a publication to
    private final List<String> rails;
    private final byte[] railBytes = new byte[MAX_RAILS * ADDRESS_BYTES];
    private final byte[] theirRailBytes = new byte[MAX_RAILS * ADDRESS_BYTES];
    private final View view;
    private final int ownRank;
    private final FragmentHandler handler = this::onFragment;
    private final UnsafeBuffer buffer =
            new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + BeatEncoder.BLOCK_LENGTH]);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final BeatEncoder encoder = new BeatEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final BeatDecoder decoder = new BeatDecoder();
    private long lastBeatNs;
    private long nowNs;
    private volatile long strangers;
    private boolean closed;
    private volatile long step;
    private volatile Activity activity = Activity.STARTING;
    private volatile boolean isUrgent = true;
    private volatile Throwable failure;

    /**
     * Opens this member's endpoint and one publication to every other member.
     *
     * @param directory for the driver, removed on close
     * @param configDigest of the effective config; members must agree
     * @param rails IP addresses of this member's NICs for data, {@value #MAX_RAILS} at most
     * @throws AeronException when the endpoint's address or port cannot be had
     */
    public ControlLink(
            Path directory,
            View view,
            int ownId,
            long jobId,
            long configDigest,
            List<String> rails,
            long budgetNs,
            SignsOfLife signs) {
        this.view = view;
        this.ownRank = view.rankOf(ownId);
        this.rails = List.copyOf(rails);
        this.port = view.members().get(ownRank).port();
        fill(railBytes);
        this.signs = signs;
        MembershipTimeouts timeouts = new MembershipTimeouts(budgetNs);
        this.intervalNs = timeouts.beatNs();
        this.jobId = jobId;
        this.configDigest = configDigest;
        this.ownId = ownId;
        ErrorHandler onError = this::onError;
        driver = MediaDriver.launch(driverContext(directory, timeouts, onError));
        try {
            aeron = Aeron.connect(new Aeron.Context()
                    .aeronDirectoryName(directory.toString())
                    .useConductorAgentInvoker(true)
                    .driverAgentInvoker(driver.sharedAgentInvoker())
                    .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(timeouts.controlLivenessNs()))
                    .keepAliveIntervalNs(timeouts.controlKeepAliveNs())
                    .closeLingerDurationNs(0)
                    .errorHandler(onError));
            Member own = view.members().get(view.rankOf(ownId));
            Set<String> heardAt = new HashSet<>(Set.of(Member.endpoint(own.address(), port)));
            rails.forEach(rail -> heardAt.add(Member.endpoint(rail, port)));
            for (String endpoint : heardAt) {
                subscriptions.add(aeron.addSubscription("aeron:udp?endpoint=" + endpoint, STREAM_ID));
            }
            for (Member other : view.members()) {
                if (other.id() != ownId) {
                    reach(Member.endpoint(other.address(), other.port()));
                }
            }
        } catch (RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    private void reach(String endpoint) {
        if (reached.add(endpoint)) {
            String channel = "aeron:udp?endpoint=" + endpoint + "|term-length=" + TERM_BYTES;
            publications.add(aeron.addExclusivePublication(channel, STREAM_ID));
        }
    }

    private void fill(byte[] addresses) {
        for (int i = 0; i < rails.size(); i++) {
            byte[] address = Member.bytesOf(rails.get(i));
            System.arraycopy(address, 0, addresses, i * ADDRESS_BYTES, ADDRESS_BYTES);
        }
    }

    private static MediaDriver.Context driverContext(
            Path directory, MembershipTimeouts timeouts, ErrorHandler onError) {
        return new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .threadingMode(ThreadingMode.INVOKER)
                .counterValuesBufferLength(COUNTER_VALUES_BYTES)
                .publicationTermBufferLength(TERM_BYTES)
                .initialWindowLength(WINDOW_BYTES)
                .timerIntervalNs(timeouts.controlTimerNs())
                .clientLivenessTimeoutNs(timeouts.controlLivenessNs())
                .publicationUnblockTimeoutNs(timeouts.controlUnblockNs())
                .imageLivenessTimeoutNs(timeouts.controlImageNs())
                .publicationConnectionTimeoutNs(timeouts.controlImageNs())
                .publicationLingerTimeoutNs(timeouts.controlImageNs())
                .errorHandler(onError);
    }

    /** Says what this member does from now on; leaving goes out at once, all else with the next beat. Any thread. */
    public void announce(long step, Activity activity) {
        this.step = step;
        this.activity = activity;
        if (activity == Activity.LEAVING) {
            isUrgent = true;
        }
    }

    /** A bounded bit of work. Keeper thread only. */
    public synchronized int doWork(long nowNs) {
        if (closed) {
            return 0;
        }
        this.nowNs = nowNs;
        signs.tick(nowNs);
        int work = driver.sharedAgentInvoker().invoke();
        work += aeron.conductorAgentInvoker().invoke();
        for (Subscription subscription : subscriptions) {
            work += subscription.poll(handler, FRAGMENTS_PER_POLL);
        }
        reachNewRails();
        long dueNs = activity == Activity.STARTING ? Math.min(intervalNs, STARTING_INTERVAL_NS) : intervalNs;
        if (isUrgent || nowNs - lastBeatNs >= dueNs) {
            isUrgent = false;
            lastBeatNs = nowNs;
            sendBeat();
        }
        return work;
    }

    /**
     * A counter in the driver's file, which anyone may read; 0 at first, and there until this link is closed, also when
     * it has failed: the driver holds it, not the client, which lets go of all it has when it was stalled for long.
     *
     * @param typeId by which readers find it
     */
    public synchronized AtomicCounter counter(int typeId, String label) {
        return driver.context().countersManager().newCounter(label, typeId);
    }

    /** Endpoints of others that hear this member just now. */
    int connected() {
        return (int)
                publications.stream().filter(ExclusivePublication::isConnected).count();
    }

    /** What broke the link for good, or null. */
    public Throwable failure() {
        return failure;
    }

    /** Messages of other jobs, dropped. */
    public long strangers() {
        return strangers;
    }

    /** Members say what NICs they have. */
    private void reachNewRails() {
        for (int rank = 0; rank < view.members().size(); rank++) {
            Member member = view.members().get(rank);
            List<String> theirs = signs.rails(member.id());
            for (int i = 0; member.id() != ownId && i < theirs.size(); i++) {
                reach(Member.endpoint(theirs.get(i), member.port()));
            }
        }
    }

    private void sendBeat() {
        encoder.wrapAndApplyHeader(buffer, 0, headerEncoder)
                .jobId(jobId)
                .configDigest(configDigest)
                .step(step)
                .memberId(ownId)
                .activity(activity.ordinal())
                .heard(signs.heard())
                .railCount(rails.size())
                .putRails(railBytes, 0, railBytes.length);
        for (ExclusivePublication publication : publications) {
            publication.offer(buffer); // refused while the other is not there: the next beat comes soon
        }
    }

    private void onFragment(DirectBuffer message, int position, int lengthBytes, Header header) {
        headerDecoder.wrap(message, position);
        if (lengthBytes < buffer.capacity() || headerDecoder.schemaId() != BeatDecoder.SCHEMA_ID) {
            onStranger();
            return;
        }
        decoder.wrap(
                message,
                position + MessageHeaderDecoder.ENCODED_LENGTH,
                headerDecoder.blockLength(),
                headerDecoder.version());
        if (decoder.jobId() != jobId) {
            onStranger();
            return;
        }
        int count = Math.clamp(decoder.railCount(), 0, MAX_RAILS);
        decoder.getRails(theirRailBytes, 0, theirRailBytes.length);
        List<String> theirs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            theirs.add(Member.addressOf(theirRailBytes, i * ADDRESS_BYTES, ADDRESS_BYTES));
        }
        signs.onBeat(
                decoder.memberId(),
                decoder.configDigest(),
                decoder.step(),
                Activity.of(decoder.activity()),
                ownRank >= Long.SIZE || (decoder.heard() >> ownRank & 1) == 1,
                theirs,
                nowNs);
    }

    private void onStranger() {
        strangers = strangers + 1; // the keeper alone writes it
    }

    private void onError(Throwable error) {
        if (!(error instanceof AeronException aeronError) || aeronError.category() != AeronException.Category.WARN) {
            failure = error;
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            aeron.close();
            driver.close();
        }
    }
}
