package io.rondo.peer.run;

import io.aeron.exceptions.DriverTimeoutException;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.Seat;
import io.rondo.membership.Activity;
import io.rondo.membership.ControlLink;
import io.rondo.membership.Member;
import io.rondo.membership.Membership;
import io.rondo.membership.MembershipServer;
import io.rondo.membership.RemoteMembership;
import io.rondo.membership.SignsOfLife;
import io.rondo.membership.Starvation;
import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerState;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
    private static final int STARTS_AGAIN = 4;

    private final RondoConfig config;
    private final int id;
    private final long budgetNs;
    private final long configDigest;
    private final List<String> rails; // this peer's
    private final SignsOfLife signs;
    private final Path controlDirectory;
    private final View all;
    private final long jobId;
    private volatile ControlLink control;
    private long announcedStep;
    private Activity announced; // null until it was
    private final PeerCounters counters;
    private final MembershipServer server; // null unless this peer hosts the service
    private final Membership membership;
    private final DeathWatch deaths;
    private String hindrance; // as last told
    private final ViewWait views;
    private long incarnation; // the newest
    private long joinNs;

    Presence(RondoConfig config, PeerOptions options, SharedMemory memory, Keeper keeper) {
        this.config = config;
        this.id = options.id();
        this.budgetNs = config.recovery().budget().toNanos();
        this.configDigest = MembershipHost.digest(config);
        this.rails = RailAddresses.of(config, id);
        this.all = new View(config.job(), NO_GENERATION, MembershipHost.members(config));
        Starvation starvation = new LocalStarvation(memory.directory());
        this.signs = new SignsOfLife(all, id, budgetNs, System.nanoTime(), starvation);
        this.jobId = ring(all).jobId();
        boolean isHost = options.hostsMembership()
                && !config.membership().isReplicated()
                && config.peers().get(0).id() == id;
        this.server = isHost ? MembershipHost.open(config) : null;
        this.controlDirectory = SharedMemory.controlDirectory(memory.directory(), id);
        this.control = openControl();
        this.counters = new PeerCounters(control);
        this.membership = new RemoteMembership(
                MembershipHost.service(config),
                config.membership().isReplicated(),
                jobId,
                configDigest,
                config.secret(),
                config.job(),
                id,
                all.members(),
                budgetNs);
        this.deaths = new DeathWatch(memory.directory(), id, idsHere(), membership);
        this.views = new ViewWait(config, id, configDigest, signs, membership, new WhileAudible());
        if (isHost) {
            keeper.add(server::doWork);
        }
        keeper.add(nowNs -> control.doWork(nowNs));
        keeper.add(deaths::doWork);
        keeper.add(membership::doWork);
        keeper.add(nowNs -> tellHindrance());
    }

    private Set<Integer> idsHere() {
        return config.peersOn(config.peer(id).host()).stream()
                .map(PeerConfig::id)
                .collect(Collectors.toSet());
    }

    /** Training goes on meanwhile: nobody would notice otherwise. */
    private int tellHindrance() {
        String now = membership.hindrance();
        if (now != null && hindrance == null) {
            LOG.warn("{}: training goes on, the ring cannot change", now);
        } else if (now == null && hindrance != null) {
            LOG.info("the membership service has a leader again");
        }
        hindrance = now;
        return 0;
    }

    private ControlLink openControl() {
        PeerConfig own = config.peer(id);
        try {
            return withPatience(
                    () -> new ControlLink(controlDirectory, all, id, jobId, configDigest, rails, budgetNs, signs));
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

    ViewWait views() {
        return views;
    }

    /** True when another peer was heard that is in the midst of a run. */
    boolean isRunUnderWay() {
        return signs.isAnyBusy();
    }

    /** When this process, as it is in the ring now, asked to become a member. */
    long joinNs() {
        return joinNs;
    }

    /** Asks to become a member, as a process that never was one, and waits for the view with it. */
    View enter() {
        mendControl();
        joinNs = System.nanoTime();
        incarnation = Math.max(System.currentTimeMillis(), incarnation + 1);
        return views.first(incarnation);
    }

    /** A process that stood still for long has lost its driver. */
    private void mendControl() {
        if (control.failure() != null) {
            LOG.debug("the control link is opened anew: {}", control.failure().toString());
            control.close();
            control = openControl();
            counters.moveTo(control);
            if (announced != null) {
                control.announce(announcedStep, announced);
            }
        }
    }

    /** What this peer shows of itself. */
    PeerCounters counters() {
        return counters;
    }

    /** This peer's id. */
    int id() {
        return id;
    }

    /** Says what this peer does from now on. */
    void announce(long step, Activity activity) {
        announcedStep = step;
        announced = activity;
        control.announce(step, activity);
        counters.onState(PeerState.valueOf(activity.name()));
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
        announce(Long.MAX_VALUE, Activity.LEAVING);
        membership.leave();
    }

    /** Of the newest view. */
    int newestGeneration() {
        return membership.view().generation();
    }

    /** True when nobody needs this peer any more. */
    boolean isAlone() {
        return signs.isAlone(System.nanoTime());
    }

    /** Nothing is worth waiting for while the others cannot hear this peer: starved of its core, it may have lost its driver. */
    private final class WhileAudible implements Pace {
        @Override
        public long nowNs() {
            return OF_PROCESS.nowNs();
        }

        @Override
        public void pause(long ns) {
            mendControl();
            OF_PROCESS.pause(ns);
        }
    }

    @Override
    public void close() {
        membership.close();
        deaths.close();
        control.close();
        if (server != null) {
            server.close();
        }
    }
}
