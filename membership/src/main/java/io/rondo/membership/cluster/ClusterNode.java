package io.rondo.membership.cluster;

import io.aeron.Aeron;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.AeronException;
import io.rondo.membership.MembershipMachine;
import io.rondo.membership.MembershipServer;
import io.rondo.membership.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * One node of the replicated membership service: Aeron's media driver, archive, consensus module and service container, and
 * the door where peers are met while this node leads.
 *
 * <p>Threads: driver, archive, consensus module and service have one each, all sleeping a millisecond when there is nothing to
 * do; the caller's thread does the rest, {@link #doWork}.
 */
public final class ClusterNode implements AutoCloseable {
    /** From the node's port on. */
    public static final int UDP_PORTS = 5;

    private static final int TERM_BYTES = 64 * 1024;
    private static final int WINDOW_BYTES = 32 * 1024;
    private static final int SEGMENT_BYTES = 1024 * 1024;
    private static final int COUNTER_VALUES_BYTES = 1024 * 1024;
    private static final String LOG_TERM = "term-length=1m";
    private static final String SMALL_TERM = "term-length=64k";
    private static final long LIVENESS_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long DRIVER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final List<String> MARK_FILES =
            List.of("archive/archive-mark.dat", "cluster/cluster-mark.dat", "cluster/cluster-mark-service-0.dat");

    private final NodeSettings settings;
    private final Consumer<String> remarks;
    private final NodeChannels channels;
    private final String driverDirectory;
    private final ReplicatedMachine machine;
    private final OwnClientOnly ownClient = new OwnClientOnly();
    private final AtomicReference<String> failure = new AtomicReference<>();
    private MediaDriver driver;
    private Archive archive;
    private ConsensusModule module;
    private ClusteredServiceContainer container;
    private Aeron aeron;
    private Ingress ingress;
    private MembershipServer door;
    private boolean isClosed;
    private volatile String lastError = "no error was reported";

    /**
     * Starts the node; it finds the others by itself.
     *
     * @param remarks told what Aeron reports and this node outlives; any thread
     * @throws UncheckedIOException when ports or directory cannot be had: a sentence for the user
     */
    public ClusterNode(NodeSettings settings, Consumer<String> remarks) {
        this.settings = settings;
        this.remarks = remarks;
        this.channels = new NodeChannels(settings.own());
        this.driverDirectory = settings.driverDirectory().toString();
        this.machine = new ReplicatedMachine(
                new MembershipMachine(settings.job(), settings.peers(), settings.budgetNs()),
                settings.jobId(),
                settings.configDigest());
        try {
            channels.requireFree();
            removeMarksOfAKilledNode();
            open();
        } catch (AeronException | IOException | IllegalStateException e) {
            close();
            throw new UncheckedIOException(
                    "node " + settings.node() + " of the membership service cannot start at " + settings.own()
                            + " with " + settings.directory() + ": " + e.getMessage()
                            + "; its host must be this one, UDP ports "
                            + settings.own().port() + " to "
                            + (settings.own().port() + UDP_PORTS - 1) + " free, and the directory this node's own",
                    e instanceof IOException io ? io : new IOException(e));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void removeMarksOfAKilledNode() throws IOException {
        for (String file : MARK_FILES) {
            Files.deleteIfExists(settings.directory().resolve(file));
        }
    }

    private void open() {
        driver = MediaDriver.launch(driverContext());
        archive = Archive.launch(archiveContext());
        aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(driverDirectory)
                .useConductorAgentInvoker(true)
                .errorHandler(this::onError));
        ingress = new Ingress(aeron, ownClient, remarks);
        LoggedEvent event = new LoggedEvent(settings.jobId(), settings.configDigest());
        Hearing hearing = new Hearing(settings.budgetNs(), settings.budgetNs());
        door = new MembershipServer(
                settings.own().host(),
                settings.own().port(),
                settings.job(),
                settings.jobId(),
                settings.configDigest(),
                new ReplicatedAuthority(machine, ingress, event, hearing),
                settings.peers().size(),
                settings.budgetNs());
        module = ConsensusModule.launch(moduleContext());
        container = ClusteredServiceContainer.launch(containerContext(new MembershipService(
                machine, new LoggedEvent(settings.jobId(), settings.configDigest()), this::onStranger)));
    }

    private MediaDriver.Context driverContext() {
        return new MediaDriver.Context()
                .aeronDirectoryName(driverDirectory)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(idle())
                .counterValuesBufferLength(COUNTER_VALUES_BYTES)
                .publicationTermBufferLength(TERM_BYTES)
                .ipcTermBufferLength(TERM_BYTES)
                .initialWindowLength(WINDOW_BYTES)
                .timerIntervalNs(TIMER_NS)
                .imageLivenessTimeoutNs(LIVENESS_NS)
                .publicationConnectionTimeoutNs(LIVENESS_NS)
                .publicationLingerTimeoutNs(LIVENESS_NS)
                .clientLivenessTimeoutNs(DRIVER_TIMEOUT_NS)
                .errorHandler(this::onError);
    }

    private Archive.Context archiveContext() {
        return new Archive.Context()
                .aeronDirectoryName(driverDirectory)
                .archiveDir(settings.directory().resolve("archive").toFile())
                .controlChannel(channels.archiveControl())
                .localControlChannel("aeron:ipc?" + SMALL_TERM)
                .replicationChannel(channels.anyPort())
                .recordingEventsEnabled(false)
                .threadingMode(ArchiveThreadingMode.SHARED)
                .idleStrategySupplier(idles())
                .segmentFileLength(SEGMENT_BYTES)
                .catalogCapacity(TERM_BYTES)
                .errorHandler(this::onError);
    }

    private AeronArchive.Context archiveClient() {
        return new AeronArchive.Context()
                .controlRequestChannel("aeron:ipc?" + SMALL_TERM)
                .controlResponseChannel("aeron:ipc?" + SMALL_TERM)
                .aeronDirectoryName(driverDirectory);
    }

    private ConsensusModule.Context moduleContext() {
        FailoverProfile profile = settings.profile();
        String members = IntStream.range(0, settings.nodes().size())
                .mapToObj(id -> new NodeChannels(settings.nodes().get(id)).member(id))
                .collect(Collectors.joining("|"));
        return new ConsensusModule.Context()
                .aeronDirectoryName(driverDirectory)
                .clusterDir(settings.directory().resolve("cluster").toFile())
                .archiveContext(archiveClient())
                .clusterMemberId(settings.node())
                .clusterMembers(members)
                .ingressChannel("aeron:udp?" + SMALL_TERM)
                .isIpcIngressAllowed(true)
                .consensusChannel("aeron:udp?" + SMALL_TERM)
                .logChannel("aeron:udp?" + LOG_TERM)
                .snapshotChannel("aeron:ipc?" + LOG_TERM)
                .replicationChannel(channels.anyPort())
                .leaderHeartbeatTimeoutNs(profile.heartbeatTimeoutNs)
                .leaderHeartbeatIntervalNs(profile.heartbeatIntervalNs)
                .electionTimeoutNs(profile.electionTimeoutNs)
                .electionStatusIntervalNs(profile.electionStatusIntervalNs)
                .startupCanvassTimeoutNs(profile.canvassTimeoutNs)
                .sessionTimeoutNs(Ingress.SESSION_TIMEOUT_NS)
                .authenticatorSupplier(() -> ownClient)
                .idleStrategySupplier(idles())
                .terminationHook(() -> fail("its consensus module ended: " + lastError))
                .errorHandler(this::onError);
    }

    private ClusteredServiceContainer.Context containerContext(MembershipService service) {
        return new ClusteredServiceContainer.Context()
                .aeronDirectoryName(driverDirectory)
                .clusterDir(settings.directory().resolve("cluster").toFile())
                .archiveContext(archiveClient())
                .clusteredService(service)
                .snapshotChannel("aeron:ipc?" + LOG_TERM)
                .idleStrategySupplier(idles())
                .terminationHook(() -> fail("its service container ended: " + lastError))
                .errorHandler(this::onError);
    }

    private static IdleStrategy idle() {
        return new SleepingMillisIdleStrategy(1);
    }

    private static Supplier<IdleStrategy> idles() {
        return ClusterNode::idle;
    }

    private void onError(Throwable error) {
        lastError = error.toString();
        remarks.accept(error.toString());
    }

    private void onStranger(RuntimeException cause) {
        fail(settings.directory()
                + " or another node holds the state of another job or config: give all nodes and peers the"
                + " same file and options; for a new run remove the directories of all nodes");
    }

    private void fail(String sentence) {
        failure.compareAndSet(null, sentence);
    }

    /** A bounded bit of work, wanted about every millisecond. One thread. */
    public int doWork(long nowNs) {
        if (aeron.isClosed()) {
            fail("it stood still for too long: " + lastError);
            return 0;
        }
        int work = aeron.conductorAgentInvoker().invoke(); // also while it follows: a silent client is closed
        work += door.doWork(nowNs);
        if (machine.eventsSinceSnapshot() >= settings.snapshotEvery()
                && standing().isLeading()) {
            ClusterControl.ToggleState.SNAPSHOT.toggle(module.context().controlToggleCounter());
        }
        return work;
    }

    /** Who leads, as far as this node knows. */
    public Standing standing() {
        if (ElectionState.get(module.context().electionStateCounter()) != ElectionState.CLOSED) {
            return Standing.NOBODY_LEADS;
        }
        return machine.ledTerm() == ReplicatedMachine.NO_TERM ? Standing.follows(machine.leaderId()) : Standing.LEADS;
    }

    /** The newest view, or null before the first. */
    public View view() {
        return machine.view();
    }

    /** Why this node cannot go on, or null. */
    public String failure() {
        return failure.get();
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            CloseHelper.quietCloseAll(door, ingress, aeron, container, module, archive, driver);
        }
    }
}
