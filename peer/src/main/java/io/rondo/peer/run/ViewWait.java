package io.rondo.peer.run;

import io.rondo.allreduce.RingBrokenException;
import io.rondo.membership.Member;
import io.rondo.membership.Membership;
import io.rondo.membership.SignsOfLife;
import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RecoveryTimeouts;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.TakenOutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for views: the first one that this peer is a member of, again after it was taken out, and the one after each that broke. Every wait ends by a
 * deadline, with a sentence. Training thread only.
 */
public final class ViewWait {
    private static final Logger LOG = LoggerFactory.getLogger(ViewWait.class);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SHOW_EVERY_NS = TimeUnit.SECONDS.toNanos(10);

    private final RondoConfig config;
    private final int id;
    private final long configDigest;
    private final RecoveryTimeouts timeouts;
    private final SignsOfLife signs;
    private final Membership membership;
    private final Pace pace;
    private View newest; // that this peer waited for, or null
    private List<Integer> absent = List.of(); // of the first view: those that were never heard
    private List<Integer> deaf = List.of(); // of the first view: those that never heard this peer
    private long incarnation; // of this process, as it has last asked to become a member

    public ViewWait(
            RondoConfig config, int id, long configDigest, SignsOfLife signs, Membership membership, Pace pace) {
        this.config = config;
        this.id = id;
        this.configDigest = configDigest;
        this.timeouts = config.recovery().timeouts();
        this.signs = signs;
        this.membership = membership;
        this.pace = pace;
    }

    /**
     * Asks to become a member and waits for the view; all of its members hear each other then.
     *
     * @param asIncarnation higher than any earlier one of this peer
     */
    public View first(long asIncarnation) {
        incarnation = asIncarnation;
        awaitVoices();
        long shownNs = pace.nowNs();
        long deadlineNs = shownNs + config.start().timeout().toNanos();
        membership.join(incarnation);
        View view = membership.view();
        while (view == null || !view.has(id, incarnation) || !hearsAll(view)) {
            List<Integer> wanted = wanted(view);
            absent = signs.missing(wanted);
            deaf = signs.deaf(wanted);
            requireSameConfig();
            if (pace.nowNs() - shownNs > SHOW_EVERY_NS) {
                shownNs = pace.nowNs();
                tellProgress();
            }
            pauseUntil(deadlineNs, obstacle().orElseGet(this::ownView));
            view = membership.view();
        }
        requireSameConfig();
        absent = without(view.ids(), absent);
        deaf = without(view.ids(), deaf);
        return noted(view);
    }

    private void tellProgress() {
        if (absent.isEmpty() && deaf.isEmpty()) {
            LOG.debug("all peers are there, their view is not yet");
        } else {
            LOG.info("waiting for peers {} to start", absent.isEmpty() ? deaf : absent);
        }
    }

    /**
     * Why others of the config are not in the first view, as far as this peer saw: they may have given up, for the same reason,
     * before it has. Half a sentence.
     */
    Optional<String> obstacle() {
        return !absent.isEmpty()
                ? Optional.of(absence(absent))
                : deaf.isEmpty() ? Optional.empty() : Optional.of(deafness(deaf));
    }

    private static List<Integer> without(List<Integer> members, List<Integer> ids) {
        return ids.stream().filter(id -> !members.contains(id)).toList();
    }

    private String ownView() {
        return "a view with this peer" + (membership.hindrance() == null ? "" : ": " + membership.hindrance());
    }

    /**
     * To join members that it does not hear would only break their ring, and this peer's place in it soon after. Those still
     * silent in the end are gone rather than out of reach.
     */
    private void awaitVoices() {
        long deadlineNs = pace.nowNs() + timeouts.voicesNs();
        View others = membership.view();
        while (others != null
                && !signs.hearsAll(others.ids(), timeouts.voiceNs(), pace.nowNs())
                && pace.nowNs() - deadlineNs < 0) {
            pace.pause(POLL_NS);
            others = membership.view();
        }
    }

    private List<Integer> wanted(View view) {
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
    public View after(int generation, RingBrokenException cause) {
        long beginNs = pace.nowNs();
        long deadlineNs = beginNs + timeouts.viewNs();
        long patientUntilNs = beginNs + config.training().stepTimeout().toNanos();
        boolean isRenewed = false;
        while (membership.view().generation() <= generation) {
            requireAlive(cause);
            long nowNs = pace.nowNs();
            if (!isRenewed && nowNs - beginNs > timeouts.renewNs()) {
                isRenewed = true;
                membership.renew(generation);
            }
            if (membership.hindrance() != null && nowNs - patientUntilNs < 0) {
                deadlineNs = nowNs + timeouts.viewNs(); // a view comes when somebody leads again
            }
            if (nowNs - deadlineNs > 0) {
                throw new OutOfRingException(
                        "no view came after generation " + generation + " for "
                                + TimeUnit.NANOSECONDS.toMillis(nowNs - beginNs) + " ms: the ring had broken with: "
                                + cause.getMessage(),
                        cause);
            }
            pace.pause(POLL_NS);
        }
        View view = membership.view();
        if (!view.has(id, incarnation)) {
            throw new TakenOutException(
                    "peer " + id + " was taken out of the ring in generation " + view.generation()
                            + ": it gave no sign of life for too long, or others could not reach it; the members now are "
                            + view.ids(),
                    cause);
        }
        return noted(view);
    }

    /** Who is new in it has all its time to be heard: neither its former process's silence nor its farewell counts. */
    private View noted(View view) {
        for (Member member : view.members()) {
            if (newest == null || !newest.has(member.id(), member.incarnation())) {
                signs.onNewProcess(member.id(), pace.nowNs());
            }
        }
        newest = view;
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
    private void pauseUntil(long deadlineNs, String what) {
        if (pace.nowNs() - deadlineNs > 0) {
            throw new RondoException(
                    "waited " + config.start().timeout().toSeconds() + " s (start.timeout) for " + what);
        }
        pace.pause(POLL_NS);
    }
}
