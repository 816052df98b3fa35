package io.rondo.membership.cluster;

import io.rondo.membership.Authority;
import io.rondo.membership.Member;
import io.rondo.membership.MembershipEvent;
import io.rondo.membership.MembershipEvent.Kind;
import io.rondo.membership.Roster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The authority as seen by the door of one node of the replicated service. What its guests say goes into the log, and takes
 * effect when the log brings it back; signs of life do not go there. The node's thread only.
 *
 * <p>What may get lost with a leader is said again by somebody: peers repeat what they want, and who has gone is written
 * into the log again and again until the machine knows it.
 */
final class ReplicatedAuthority implements Authority {
    private static final long REPEAT_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ReplicatedMachine machine;
    private final LogWriter log;
    private final LoggedEvent event;
    private final Hearing hearing;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LoggedEvent.BYTES]);
    private final Map<Incarnation, Long> departures = new HashMap<>(); // when they were last offered
    private long term = ReplicatedMachine.NO_TERM;

    ReplicatedAuthority(ReplicatedMachine machine, LogWriter log, LoggedEvent event, Hearing hearing) {
        this.machine = machine;
        this.log = log;
        this.event = event;
        this.hearing = hearing;
    }

    @Override
    public boolean isLeading() {
        return machine.ledTerm() != ReplicatedMachine.NO_TERM;
    }

    @Override
    public Roster roster() {
        return machine;
    }

    @Override
    public void on(MembershipEvent happened, long nowNs) {
        Incarnation peer = new Incarnation(happened.id(), happened.incarnation());
        switch (happened.kind()) {
            case ALIVE -> hearing.onHeard(peer, nowNs);
            case JOIN -> {
                hearing.onHeard(peer, nowNs);
                if (!machine.isHeld(peer.id(), peer.number())) {
                    offer(happened);
                }
            }
            case LOST, LEAVE -> departures.putIfAbsent(peer, nowNs - REPEAT_NS);
            case ACCUSE, RENEW -> {
                if (machine.view() != null && machine.view().generation() == happened.generation()) {
                    offer(happened);
                }
            }
        }
    }

    @Override
    public void tick(long nowNs) {
        long present = machine.ledTerm();
        if (present != term) {
            term = present;
            departures.clear();
            hearing.begin(nowNs);
            if (!isLeading()) {
                log.close();
            }
        }
        if (!isLeading()) {
            return;
        }
        log.poll(nowNs);
        hearing.silent(held(), nowNs).forEach(peer -> departures.putIfAbsent(peer, nowNs - REPEAT_NS));
        departures.keySet().removeIf(peer -> !machine.isHeld(peer.id(), peer.number()));
        departures.replaceAll(
                (peer, offeredNs) -> nowNs - offeredNs >= REPEAT_NS && offerLoss(peer) ? nowNs : offeredNs);
    }

    private List<Incarnation> held() {
        return machine.held().stream().map(ReplicatedAuthority::incarnation).toList();
    }

    private static Incarnation incarnation(Member member) {
        return new Incarnation(member.id(), member.incarnation());
    }

    private boolean offerLoss(Incarnation peer) {
        return offer(new MembershipEvent(Kind.LOST, peer.id(), peer.number(), 0, 0));
    }

    private boolean offer(MembershipEvent wanted) {
        event.encode(wanted, buffer);
        return log.offer(buffer, LoggedEvent.BYTES);
    }
}
