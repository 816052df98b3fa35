package io.rondo.membership.cluster;

import io.aeron.Aeron;
import io.aeron.archive.Archive;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.exceptions.AeronException;
import io.rondo.membership.MembershipMachine;
import io.rondo.membership.MembershipServer;
import io.rondo.membership.MembershipTimeouts;
import io.rondo.membership.Starvation;
import io.rondo.membership.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.agrona.CloseHelper;

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

    private static final List<String> MARK_FILES =
            List.of("archive/archive-mark.dat", "cluster/cluster-mark.dat", "cluster/cluster-mark-service-0.dat");

    private final NodeSettings settings;
    private final Consumer<String> remarks;
    private final NodeChannels channels;
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
        NodeContexts contexts = new NodeContexts(settings, channels, this::onError);
        driver = MediaDriver.launch(contexts.driver());
        archive = Archive.launch(contexts.archive());
        aeron = Aeron.connect(contexts.client());
        ingress = new Ingress(aeron, ownClient, remarks);
        LoggedEvent event = new LoggedEvent(settings.jobId(), settings.configDigest());
        Hearing hearing = new Hearing(new MembershipTimeouts(settings.budgetNs()));
        door = new MembershipServer(
                settings.own().host(),
                settings.own().port(),
                settings.job(),
                settings.jobId(),
                settings.configDigest(),
                settings.secret(),
                new ReplicatedAuthority(machine, ingress, event, hearing),
                settings.peers().size(),
                settings.budgetNs());
        module = ConsensusModule.launch(contexts.consensusModule(ownClient, () -> failWith("consensus module")));
        MembershipService service = new MembershipService(
                machine, new LoggedEvent(settings.jobId(), settings.configDigest()), cause -> onStranger());
        container = ClusteredServiceContainer.launch(contexts.container(service, () -> failWith("service container")));
    }

    private void onError(Throwable error) {
        lastError = error.toString();
        remarks.accept(error.toString());
    }

    private void failWith(String part) {
        fail("its " + part + " ended: " + lastError);
    }

    private void onStranger() {
        fail(settings.directory()
                + " or another node holds the state of another job or config: give all nodes and peers the"
                + " same file and options; for a new run remove the directories of all nodes");
    }

    private void fail(String sentence) {
        failure.compareAndSet(null, sentence);
    }

    /** Peers that are starved as far as this host knows are not taken for silent. */
    public void excuse(Starvation starvation) {
        door.excuse(starvation);
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
