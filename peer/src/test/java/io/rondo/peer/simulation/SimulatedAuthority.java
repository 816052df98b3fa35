package io.rondo.peer.simulation;

import io.rondo.membership.Member;
import io.rondo.membership.MembershipMachine;
import io.rondo.membership.View;
import io.rondo.peer.simulation.Happening.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hosts the real {@link MembershipMachine}: hears the peers, lets time pass, tells everybody each new view. */
final class SimulatedAuthority {
    static final String NOBODY_STAYED = "all members were silent at once";
    private static final long TICK_NS = 10 * Timeline.MS;

    private final SimulatedWorld world;
    private final MembershipMachine machine;
    private final Clock clock;
    private final Map<Integer, Long> isLetBack = new HashMap<>(); // a flaw's
    private View decided;
    private View told;

    SimulatedAuthority(SimulatedWorld world, List<Member> configured, Clock clock) {
        this.world = world;
        this.clock = clock;
        this.machine = new MembershipMachine("job", configured, world.patienceNs());
        tickLater();
    }

    private void tickLater() {
        world.timeline().in(TICK_NS, Kind.TICK, world.network().authority(), "", () -> {
            machine.tick(clock.nowNs());
            publish();
            tickLater();
        });
    }

    /** A peer says something; it will be heard. */
    void tell(Word word, int id, long incarnation, int generation, int other) {
        Said said = new Said(word, id, incarnation, generation, other);
        world.network().control(Kind.SAID, id, world.network().authority(), said, () -> hear(said));
    }

    enum Word {
        JOIN,
        ALIVE,
        ACCUSE,
        RENEW,
        LEAVE,
        LOST
    }

    private record Said(Word word, int id, long incarnation, int generation, int other) {
        @Override
        public String toString() {
            return word + " by " + id + "." + incarnation + (generation > 0 ? " g" + generation : "")
                    + (other >= 0 ? " of " + other : "");
        }
    }

    private void hear(Said said) {
        long nowNs = clock.nowNs();
        int id = said.id();
        long incarnation = said.incarnation();
        if (world.flaw() == Flaw.AN_EVICTED_PEER_IS_LET_BACK && said.word() == Word.ALIVE) {
            incarnation = letBack(id, incarnation);
        }
        boolean isMember = told != null && told.has(id, incarnation);
        switch (said.word()) {
            case JOIN -> {
                if (!machine.isFenced(id, incarnation)) {
                    machine.join(id, incarnation, nowNs);
                }
                show(id);
            }
            case ALIVE -> {
                machine.alive(id, incarnation, nowNs);
                if (isMember && machine.isFenced(id, incarnation)) {
                    refuse(id, incarnation);
                }
            }
            case LOST -> machine.lost(id, incarnation, nowNs);
            case LEAVE -> machine.leave(id, incarnation, nowNs);
            case ACCUSE -> {
                if (isMember) {
                    machine.accuse(said.generation(), id, said.other(), nowNs);
                }
            }
            case RENEW -> {
                if (isMember) {
                    machine.renew(said.generation(), id, nowNs);
                }
            }
        }
        publish();
    }

    /** Nobody stayed whom a view could be issued for. */
    private void refuse(int id, long incarnation) {
        world.network()
                .control(
                        Kind.VIEW,
                        world.network().authority(),
                        id,
                        "none any more",
                        () -> world.peer(id).onRefused(incarnation, NOBODY_STAYED));
    }

    /** A flaw: it joins as new, and does not know. */
    private long letBack(int id, long incarnation) {
        if (machine.isFenced(id, incarnation) && incarnation == world.peer(id).incarnation()) {
            isLetBack.put(id, incarnation);
            machine.join(id, incarnation + 1, clock.nowNs());
        }
        return isLetBack.getOrDefault(id, -1L) == incarnation ? incarnation + 1 : incarnation;
    }

    private Member asItKnowsItself(Member member) {
        return isLetBack.getOrDefault(member.id(), -1L) == member.incarnation() - 1
                ? new Member(member.id(), member.host(), member.port(), member.incarnation() - 1)
                : member;
    }

    private void publish() {
        if (machine.view() != decided) {
            decided = machine.view();
            told = new View(
                    decided.job(),
                    decided.generation(),
                    decided.members().stream().map(this::asItKnowsItself).toList());
            world.invariants().onIssued(told);
            world.peers().forEach(each -> show(each.id()));
        }
    }

    private void show(int id) {
        View view = told;
        if (view != null) {
            View shown = world.flaw() == Flaw.A_GENERATION_IS_GIVEN_TWICE && view.generation() > 1 && id % 2 == 1
                    ? new View(view.job(), view.generation() - 1, view.members())
                    : view;
            world.network()
                    .control(
                            Kind.VIEW,
                            world.network().authority(),
                            id,
                            shownAs(shown),
                            () -> world.peer(id).onView(shown));
        }
    }

    private static Object shownAs(View view) {
        return "g" + view.generation() + " " + view.ids();
    }

    /** All members are out, and no view says so, for nobody stayed. */
    boolean hasNobody() {
        return told != null && told.members().stream().noneMatch(machine.held()::contains);
    }
}
