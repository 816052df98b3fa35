package io.rondo.peer.run;

import io.aeron.exceptions.DriverTimeoutException;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.Seat;
import io.rondo.membership.Activity;
import io.rondo.membership.ControlLink;
import io.rondo.membership.Member;
import io.rondo.membership.Membership;
import io.rondo.membership.MembershipServer;
import io.rondo.membership.RemoteMembership;
import io.rondo.membership.SignsOfLife;
import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That this peer is there, and who else is: signs of life to and from all peers of the config, and membership of the views.
 * The keeper thread does the work, the training thread asks and waits.
 */
final class Presence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private static final int NO_GENERATION = 0;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SHOW_EVERY_NS = TimeUnit.SECONDS.toNanos(10);
    /** A ring that broke though nobody died is renewed after this part of the budget. */
    private static final int RENEWALS_PER_BUDGET = 4;

    private static final int VIEW_BUDGETS = 4;
    private static final int STARTS_AGAIN = 4;

    private final RondoConfig config;
    private final int id;
    private final long budgetNs;
    private final long configDigest;
    private final List<String> rails; // this peer's
    private final long incarnation = System.currentTimeMillis();
    private final SignsOfLife signs;
    private final ControlLink control;
    private final MembershipServer server; // null unless this peer hosts the service
    private final Membership membership;

    Presence(RondoConfig config, PeerOptions options, SharedMemory memory, Keeper keeper) {
        this.config = config;
        this.id = options.id();
        this.budgetNs = config.recovery().budget().toNanos();
        this.configDigest = Long.parseUnsignedLong(EffectiveConfig.digest(config), 16);
        this.rails = RailAddresses.of(config, id);
        View all = new View(config.job(), NO_GENERATION, MembershipHost.members(config));
        this.signs = new SignsOfLife(all, id, budgetNs, System.nanoTime());
        long jobId = ring(all).jobId();
        boolean isHost = options.hostsMembership() && config.peers().get(0).id() == id;
        this.server = isHost ? MembershipHost.open(config) : null;
        this.control = openControl(memory.directory().resolve("control-" + id), all, jobId);
        PeerConfig host = config.peers().get(0);
        this.membership = new RemoteMembership(
                host.host(), host.controlPort(), jobId, configDigest, config.job(), id, all.members(), budgetNs);
        if (isHost) {
            keeper.add(server::doWork);
        }
        keeper.add(control::doWork);
        keeper.add(membership::doWork);
    }

    private ControlLink openControl(Path directory, View all, long jobId) {
        PeerConfig own = config.peer(id);
        try {
            return withPatience(() -> new ControlLink(directory, all, id, jobId, configDigest, rails, budgetNs, signs));
        } catch (RuntimeException e) {
            throw new RondoException(
                    "peer " + id + " cannot listen on UDP port " + own.controlPort() + " of " + own.host() + ": "
                            + e.getMessage() + "; choose another peers[].port, or end the program that uses it",
                    e);
        }
    }

    /** On busy cores a driver's start may outlast its own time-outs. */
    private static ControlLink withPatience(Supplier<ControlLink> opening) {
        for (int again = 0; again < STARTS_AGAIN; again++) {
            try {
                return opening.get();
            } catch (DriverTimeoutException e) {
                LOG.debug("the control link's driver was too slow: {}", e.getMessage());
            }
        }
        return opening.get();
    }

    SignsOfLife signs() {
        return signs;
    }

    Membership membership() {
        return membership;
    }

    /** This peer's id. */
    int id() {
        return id;
    }

    /** Says what this peer does from now on. */
    void announce(long step, Activity activity) {
        control.announce(step, activity);
    }

    /** Asks to become a member and waits for the view; all of its members hear each other then. */
    View firstView() {
        long deadlineNs = System.nanoTime() + config.start().timeout().toNanos();
        membership.join(incarnation);
        long shownNs = System.nanoTime();
        while (membership.view() == null || !membership.view().has(id, incarnation) || !hearsAll(membership.view())) {
            List<Integer> wanted = wanted();
            List<Integer> missing = signs.missing(wanted);
            List<Integer> deaf = signs.deaf(wanted);
            requireSameConfig();
            if (System.nanoTime() - shownNs > SHOW_EVERY_NS) {
                shownNs = System.nanoTime();
                LOG.info("waiting for peers {} to start", missing.isEmpty() ? deaf : missing);
            }
            pauseUntil(
                    deadlineNs,
                    !missing.isEmpty() ? absence(missing) : !deaf.isEmpty() ? deafness(deaf) : "a view with this peer");
        }
        requireSameConfig();
        return membership.view();
    }

    private List<Integer> wanted() {
        View view = membership.view();
        return view != null
                ? view.ids()
                : config.peers().stream().map(PeerConfig::id).toList();
    }

    private boolean hearsAll(View view) {
        return signs.missing(view.ids()).isEmpty() && signs.deaf(view.ids()).isEmpty();
    }

    /**
     * Waits for the view after a generation that broke. Usually somebody has died and the view comes by itself; a ring that
     * broke otherwise is renewed.
     */
    View viewAfter(int generation, RingBrokenException cause) {
        long beginNs = System.nanoTime();
        long deadlineNs = beginNs + VIEW_BUDGETS * budgetNs;
        boolean isRenewed = false;
        while (membership.view().generation() <= generation) {
            requireAlive(cause);
            long nowNs = System.nanoTime();
            if (!isRenewed && nowNs - beginNs > budgetNs / RENEWALS_PER_BUDGET) {
                isRenewed = true;
                membership.renew(generation);
            }
            if (nowNs - deadlineNs > 0) {
                throw new OutOfRingException(
                        "no view came after generation " + generation + " for "
                                + TimeUnit.NANOSECONDS.toMillis(nowNs - beginNs) + " ms: the ring had broken with: "
                                + cause.getMessage(),
                        cause);
            }
            LockSupport.parkNanos(POLL_NS);
        }
        View view = membership.view();
        if (!view.has(id, incarnation)) {
            throw new OutOfRingException(
                    "peer " + id + " was taken out of the ring in generation " + view.generation()
                            + ": it gave no sign of life for too long, or others could not reach it; the members now are "
                            + view.ids(),
                    cause);
        }
        return view;
    }

    private void requireAlive(RingBrokenException cause) {
        if (membership.failure() != null) {
            throw new OutOfRingException(
                    membership.failure() + "; the ring had broken with: " + cause.getMessage(), cause);
        }
    }

    private void requireSameConfig() {
        int other = signs.disagreeing(configDigest);
        if (other >= 0) {
            throw new RondoException("peer " + other + " runs with another config than peer " + id
                    + ": give every peer the same file and options");
        }
        if (membership.failure() != null) {
            throw new RondoException(membership.failure());
        }
    }

    private String absence(List<Integer> missing) {
        return "peers " + missing + " to start: signs of life were sent from " + ownHost() + " to UDP "
                + endpoints(missing) + ", none came back; start them, or look at addresses, routes and firewalls";
    }

    private String deafness(List<Integer> deaf) {
        return "peers " + deaf + " to hear this one: their signs of life reach " + ownHost()
                + ", those from here to UDP " + endpoints(deaf)
                + " do not reach them; look for a firewall in that direction";
    }

    private String ownHost() {
        PeerConfig own = config.peer(id);
        return "peer " + own.id() + " (" + own.host() + ":" + own.controlPort() + ")";
    }

    private String endpoints(List<Integer> ids) {
        return ids.stream()
                .map(each -> config.peer(each).host() + ":" + config.peer(each).controlPort())
                .collect(Collectors.joining(", "));
    }

    /** Waits a moment for what shall have happened by the deadline. */
    void pauseUntil(long deadlineNs, String what) {
        if (control.failure() != null) {
            throw new RondoException(
                    "the control link failed: " + control.failure().getMessage(), control.failure());
        }
        if (System.nanoTime() - deadlineNs > 0) {
            throw new RondoException(
                    "waited " + config.start().timeout().toSeconds() + " s (start.timeout) for " + what);
        }
        LockSupport.parkNanos(POLL_NS);
    }

    /** The ring of a view, with the addresses that its members have told. */
    Ring ring(View view) {
        List<Seat> seats = view.members().stream().map(this::seat).toList();
        return new Ring(config.job(), view.generation(), seats, view.rankOf(id));
    }

    private Seat seat(Member member) {
        PeerConfig peer = config.peer(member.id());
        return new Seat(peer.id(), peer.host(), peer.port(), peer.id() == id ? rails : signs.rails(peer.id()));
    }

    /** This peer is done. */
    void sayGoodBye() {
        control.announce(Long.MAX_VALUE, Activity.LEAVING);
        membership.leave();
    }

    /** True when nobody needs this peer any more. */
    boolean isAlone() {
        return signs.isAlone(System.nanoTime());
    }

    @Override
    public void close() {
        membership.close();
        control.close();
        if (server != null) {
            server.close();
        }
    }
}
