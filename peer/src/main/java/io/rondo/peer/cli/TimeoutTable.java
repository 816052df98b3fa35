package io.rondo.peer.cli;

import io.rondo.allreduce.TransportTimeouts;
import io.rondo.hogwild.gossip.GossipSettings;
import io.rondo.membership.MembershipTimeouts;
import io.rondo.peer.config.MembershipConfig;
import io.rondo.peer.config.RecoveryTimeouts;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.yaml.Durations;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Every time-out that follows from {@code recovery.budget}, as the code that keeps it is told, and the bound of all. */
final class TimeoutTable {
    private final RondoConfig config;
    private final long budgetNs;
    private final List<Row> rows = new ArrayList<>();
    private String group;

    /** @param group whose time-out it is */
    record Row(String group, long ns, String meaning) {}

    TimeoutTable(RondoConfig config) {
        this.config = config;
        this.budgetNs = config.recovery().budget().toNanos();
        addSigns(new MembershipTimeouts(budgetNs));
        addService(new MembershipTimeouts(budgetNs));
        addRecovery(config.recovery().timeouts());
        addGossip(GossipSettings.of(config.gossip().timing(config.peers().size()), budgetNs));
        addData(new TransportTimeouts(budgetNs));
    }

    private void addSigns(MembershipTimeouts of) {
        group = "signs of life, peer to peer";
        add(of.beatNs(), "between two beats to each other peer");
        add(of.memberSilenceNs(), "a member is silent: the ring breaks, it is accused");
        add(of.peerStallNs(), "after such a gap in its own work a peer doubts itself, and nobody is silent");
        add(of.goneNs(), "at the end nobody waits for a peer that has been silent for so long");
        add(of.controlTimerNs(), "Aeron: the link's driver looks at its timers");
        add(of.controlKeepAliveNs(), "Aeron: the link's client says to its driver that it lives");
        add(of.controlImageNs(), "Aeron: another peer's link is gone");
        add(of.controlLivenessNs(), "Aeron: the link's client or driver is dead");
        add(of.controlUnblockNs(), "Aeron: a frame that was claimed and not sent is given up");
    }

    private void addService(MembershipTimeouts of) {
        group = "membership service";
        add(of.signNs(), "a peer says that it lives, and repeats what it wants");
        add(of.serviceSilenceNs(), "a member is silent: a view without it is issued");
        add(of.serviceStallNs(), "after such a gap in its own work the service doubts itself");
        add(of.quietNs(), "a peer of the service's host is looked at: starved or stopped");
        add(of.starvedNs(), "a starved one is spoken for until then");
        add(of.connectNs(), "an attempt to connect to the service, divided by the number of its nodes");
        add(of.answerNs(), "a node that has accepted a connection answers, or another is asked");
        add(of.anonymousNs(), "a connection that has not joined is cut off");
        add(of.serviceLostNs(), "the embedded service is lost: the run ends");
        add(of.leaderlessNs(), "the replicated service has no leader: training goes on, another node is looked for");
        add(of.graceNs(), "a node that has begun to lead takes nobody for silent before");
    }

    private void addRecovery(RecoveryTimeouts of) {
        group = "a ring that broke";
        add(of.renewNs(), "no view has come: the same members once more");
        add(of.viewNs(), "no view has come: the peer ends with a sentence (not while nobody leads)");
        add(of.voiceNs(), "who joins again wants to have heard all members within this");
        add(of.voicesNs(), "and waits so long for that");
        add(of.partingNs(), "who leaves, or is done and holds the data driver, waits so long for the others");
    }

    private void addGossip(GossipSettings of) {
        group = "mode gossip";
        add(of.resendNs(), "a neighbour that has not answered is told again");
        add(of.consensusPatienceNs(), "a member that has not answered a call to a consensus is overdue");
    }

    private void addData(TransportTimeouts of) {
        group = "data, Aeron";
        add(of.timerIntervalNs(), "the driver looks at its timers");
        add(of.keepAliveNs(), "a client says to its driver that it lives");
        add(of.livenessNs(), "a client, a driver, a link is dead: cleaned up, long after the ring has gone on");
        add(of.unblockNs(), "a frame that was claimed and not sent is given up");
    }

    private void add(long ns, String meaning) {
        rows.add(new Row(group, ns, meaning));
    }

    List<Row> rows() {
        return rows;
    }

    void print(PrintWriter out) {
        out.println("recovery.budget " + milliseconds(budgetNs)
                + " ms, the longest silence of a living peer. What follows from it:");
        String printed = null;
        for (Row row : rows) {
            if (!row.group().equals(printed)) {
                printed = row.group();
                out.printf(Locale.ROOT, "%n%-28s %8s %8s%n", printed, "ms", "budgets");
            }
            out.printf(
                    Locale.ROOT,
                    "%-28s %8d %8.2f  %s%n",
                    "",
                    milliseconds(row.ns()),
                    (double) row.ns() / budgetNs,
                    row.meaning());
        }
        out.println();
        out.println("bound: " + bound());
        out.println("not derived: start.timeout "
                + Durations.print(config.start().timeout())
                + ", training.stepTimeout " + Durations.print(config.training().stepTimeout())
                + ", recovery.joinTimeout " + Durations.print(config.recovery().joinTimeout()));
    }

    private String bound() {
        MembershipConfig membership = config.membership();
        long budgetMs = milliseconds(budgetNs);
        String within = "when a peer is lost the others go on within " + budgetMs + " ms";
        return switch (membership.nodes().size()) {
            case 0 -> within + "; the process of the membership service may not be lost";
            case 1 -> within + " while the membership node lives; without it the ring cannot change";
            default ->
                within + " while a membership node leads, within "
                        + (budgetMs + membership.profile().boundMs())
                        + " ms when the leading one is lost with it (membership.profile)";
        };
    }

    private static long milliseconds(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(ns);
    }
}
