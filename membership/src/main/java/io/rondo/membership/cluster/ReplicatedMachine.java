package io.rondo.membership.cluster;

import io.rondo.membership.Member;
import io.rondo.membership.MembershipEvent;
import io.rondo.membership.MembershipMachine;
import io.rondo.membership.MembershipSnapshot;
import io.rondo.membership.Roster;
import io.rondo.membership.View;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * This node's copy of the machine, and whether this node leads. The service thread applies what the log says, the same on
 * every node; the node's own thread reads.
 *
 * <p>No time passes in the machine: silence is measured by whoever leads, and becomes an event like any other.
 */
final class ReplicatedMachine implements Roster {
    static final long NO_TERM = -1;
    private static final long NO_TIME_NS = 0;

    private final MembershipMachine machine;
    private final long jobId;
    private final long configDigest;
    private volatile View view;
    private volatile List<Member> held = List.of();
    private volatile long ledTerm = NO_TERM;
    private volatile int leaderId = -1;
    private volatile int eventsSinceSnapshot;

    ReplicatedMachine(MembershipMachine machine, long jobId, long configDigest) {
        this.machine = machine;
        this.jobId = jobId;
        this.configDigest = configDigest;
    }

    /** Who goes, goes at once: one view for each. */
    synchronized void apply(MembershipEvent event) {
        event.applyTo(machine, NO_TIME_NS);
        machine.tick(NO_TIME_NS);
        eventsSinceSnapshot = eventsSinceSnapshot + 1;
        publish();
    }

    synchronized DirectBuffer takeSnapshot() {
        eventsSinceSnapshot = 0;
        return MembershipSnapshot.of(machine, jobId, configDigest);
    }

    synchronized void load(DirectBuffer snapshot) {
        MembershipSnapshot.load(snapshot, machine, jobId, configDigest);
        publish();
    }

    private void publish() {
        held = machine.held();
        view = machine.view();
    }

    /** A term of this or another node began. */
    void onTerm(long term, int leader, boolean isLeading) {
        leaderId = leader;
        ledTerm = isLeading ? term : NO_TERM;
    }

    void onFollowing() {
        ledTerm = NO_TERM;
    }

    /** The term in which this node leads, or {@link #NO_TERM}. */
    long ledTerm() {
        return ledTerm;
    }

    /** Which node led last, or -1. */
    int leaderId() {
        return leaderId;
    }

    int eventsSinceSnapshot() {
        return eventsSinceSnapshot;
    }

    @Override
    public View view() {
        return view;
    }

    /** Who waits for the first view or stands in the newest one. */
    List<Member> held() {
        return held;
    }

    boolean isHeld(int id, long incarnation) {
        return held.stream().anyMatch(member -> member.id() == id && member.incarnation() == incarnation);
    }

    @Override
    public synchronized String refusal(int id, long incarnation) {
        return machine.refusal(id, incarnation);
    }

    @Override
    public synchronized boolean isFenced(int id, long incarnation) {
        return machine.isFenced(id, incarnation);
    }
}
