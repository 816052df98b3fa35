package io.rondo.membership.cluster;

import io.aeron.Aeron;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.security.Authenticator;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** What Aeron's parts of a node are told: little memory, small logs, threads that sleep a millisecond when idle. */
final class NodeContexts {
    private static final int TERM_BYTES = 64 * 1024;
    private static final int WINDOW_BYTES = 32 * 1024;
    private static final int SEGMENT_BYTES = 1024 * 1024;
    private static final int COUNTER_VALUES_BYTES = 1024 * 1024;
    private static final String LOG_TERM = "term-length=1m";
    private static final String SMALL_TERM = "term-length=64k";
    private static final long LIVENESS_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long DRIVER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final NodeSettings settings;
    private final NodeChannels channels;
    private final String driverDirectory;
    private final ErrorHandler onError;

    NodeContexts(NodeSettings settings, NodeChannels channels, ErrorHandler onError) {
        this.settings = settings;
        this.channels = channels;
        this.driverDirectory = settings.driverDirectory().toString();
        this.onError = onError;
    }

    /** With a conductor that the caller runs. */
    Aeron.Context client() {
        return new Aeron.Context()
                .aeronDirectoryName(driverDirectory)
                .useConductorAgentInvoker(true)
                .errorHandler(onError);
    }

    MediaDriver.Context driver() {
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
                .errorHandler(onError);
    }

    Archive.Context archive() {
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
                .errorHandler(onError);
    }

    private AeronArchive.Context archiveClient() {
        return new AeronArchive.Context()
                .controlRequestChannel("aeron:ipc?" + SMALL_TERM)
                .controlResponseChannel("aeron:ipc?" + SMALL_TERM)
                .aeronDirectoryName(driverDirectory);
    }

    ConsensusModule.Context consensusModule(Authenticator authenticator, Runnable onEnd) {
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
                .authenticatorSupplier(() -> authenticator)
                .idleStrategySupplier(idles())
                .terminationHook(onEnd)
                .errorHandler(onError);
    }

    ClusteredServiceContainer.Context container(MembershipService service, Runnable onEnd) {
        return new ClusteredServiceContainer.Context()
                .aeronDirectoryName(driverDirectory)
                .clusterDir(settings.directory().resolve("cluster").toFile())
                .archiveContext(archiveClient())
                .clusteredService(service)
                .snapshotChannel("aeron:ipc?" + LOG_TERM)
                .idleStrategySupplier(idles())
                .terminationHook(onEnd)
                .errorHandler(onError);
    }

    private static IdleStrategy idle() {
        return new SleepingMillisIdleStrategy(1);
    }

    private static Supplier<IdleStrategy> idles() {
        return NodeContexts::idle;
    }
}
