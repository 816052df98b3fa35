package io.rondo.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sequences joins, departures and accusations into views. Deterministic and pure: no socket, no thread, no clock; the
 * caller passes the time, and the same events give the same views wherever they are replayed. One thread.
 *
 * <p>Every configured peer has a seat. The transitions of a seat (c: incarnation, the seat's own unless said otherwise):
 *
 * <pre>
 *  from      event                                to        and
 *  EMPTY     join, c not fenced, no other MEMBER  WAITING   the last one missing: all WAITING become MEMBER, a view
 *  EMPTY     join, c not fenced, some MEMBER      MEMBER    new view at once
 *  WAITING   join, higher c                       WAITING   lower ones are fenced
 *  WAITING   lost, leave, silence                 EMPTY     c may come back: no view has held it
 *  MEMBER    lost, leave, accuse, silence         GOING     c is fenced
 *  MEMBER, GOING    join, higher c                as EMPTY  the new process for the old
 *  GOING     tick                                 EMPTY     one new view for all who go, none if nobody stays
 *  any       join, c fenced or unknown id         same      refusal() says why
 *  WAITING, MEMBER  join or alive, same c         same      a sign of life
 *  all       renew                                same      the next tick gives the same members a new generation
 * </pre>
 *
 * <p>Accuse and renew count only for the present generation and from a member that is not itself going. Silence is more
 * than {@code detectAfterNs} since the last sign of life; after a gap in its own ticks of more than a quarter of that the
 * machine doubts itself first and gives everybody a fresh start. Members stand in a view in the order of the config. A
 * start waits for all peers, also when nobody is left of an earlier one: there is no member then that a newcomer could
 * learn the job's state from.
 *
 * <p>The rules that tests break one by one, to see that the simulation notices, are the package-private methods.
 */
public class MembershipMachine implements Roster {
    private final String job;
    private final List<Seat> seats;
    private final long detectAfterNs;
    private View view;
    private boolean isRenewing;
    private boolean hasTicked;
    private long lastTickNs;

    /** Detects silence after 0.6 of the recovery budget, which leaves the rest of it for the new ring. */
    public MembershipMachine(String job, List<Member> configured, long budgetNs) {
        this(job, configured, budgetNs, new MembershipTimeouts(budgetNs).serviceSilenceNs());
    }

    /**
     * @param configured all peers of the config, in its order
     * @param detectAfterNs limit of silence, within the budget
     */
    public MembershipMachine(String job, List<Member> configured, long budgetNs, long detectAfterNs) {
        if (detectAfterNs <= 0 || detectAfterNs > budgetNs) {
            throw new IllegalArgumentException(
                    "silence is noticed within the budget: detectAfterNs=" + detectAfterNs + " budgetNs=" + budgetNs);
        }
        this.job = job;
        this.seats = configured.stream().map(Seat::new).toList();
        this.detectAfterNs = detectAfterNs;
    }

    @Override
    public String refusal(int id, long incarnation) {
        Seat seat = seatOf(id);
        if (seat == null) {
            List<Integer> known = seats.stream().map(s -> s.configured.id()).toList();
            return "peer " + id + " is not in the config: job " + job + " has the peers " + known;
        }
        if (isEarlier(incarnation, seat.leastIncarnation)) {
            return "peer " + id + " is out as incarnation " + incarnation + ": it must join with "
                    + seat.leastIncarnation + " or higher";
        }
        return null;
    }

    @Override
    public boolean isFenced(int id, long incarnation) {
        Seat seat = seatOf(id);
        return seat != null && isEarlier(incarnation, seat.leastIncarnation);
    }

    /** A process asks to become a member. Refused ones change nothing. */
    public Optional<View> join(int id, long incarnation, long nowNs) {
        if (refusal(id, incarnation) != null) {
            return Optional.empty();
        }
        Seat seat = seatOf(id);
        if (seat.isHeld(incarnation)) {
            seat.heardNs = nowNs;
            return Optional.empty();
        }
        boolean isStarting = seats.stream().noneMatch(other -> other != seat && other.standing == Seat.Standing.MEMBER);
        seat.take(incarnation, isStarting, nowNs);
        return !isStarting || isComplete() ? issue() : Optional.empty();
    }

    /** A sign of life. */
    public void alive(int id, long incarnation, long nowNs) {
        Seat seat = seatOf(id);
        if (seat != null && seat.isHeld(incarnation)) {
            seat.heardNs = nowNs;
        }
    }

    /** The process's lifeline closed: it was killed, or ended without a word. */
    public void lost(int id, long incarnation, long nowNs) {
        Seat seat = seatOf(id);
        if (seat != null && seat.isHeld(incarnation)) {
            seat.vacate();
        }
    }

    /** The process is done. */
    public void leave(int id, long incarnation, long nowNs) {
        lost(id, incarnation, nowNs);
    }

    /** A member says that another one does not answer. The first of two that accuse each other is believed. */
    public void accuse(int generation, int byId, int accusedId, long nowNs) {
        if (isPresent(generation) && isMember(byId) && isMember(accusedId) && byId != accusedId) {
            seatOf(accusedId).vacate();
        }
    }

    /** A member says that the ring of this generation broke. */
    public void renew(int generation, int byId, long nowNs) {
        if (isPresent(generation) && isMember(byId)) {
            isRenewing = true;
        }
    }

    /** Time passed: who was silent for too long goes, and all who go or were renewed go into one view. */
    public Optional<View> tick(long nowNs) {
        if (hasTicked && wasStalled(nowNs - lastTickNs)) {
            seats.forEach(seat -> seat.heardNs = nowNs);
        }
        hasTicked = true;
        lastTickNs = nowNs;
        for (Seat seat : seats) {
            if (isSilent(nowNs - seat.heardNs)) {
                seat.vacate();
            }
        }
        boolean isDue = isRenewing || seats.stream().anyMatch(seat -> seat.standing == Seat.Standing.GOING);
        return isDue ? issue() : Optional.empty();
    }

    @Override
    public View view() {
        return view;
    }

    /** Who waits for the first view or stands in the newest one, in the config's order. */
    public List<Member> held() {
        return seats.stream()
                .filter(seat -> seat.isHeld(seat.incarnation))
                .map(seat -> seat.configured.as(seat.incarnation))
                .toList();
    }

    String job() {
        return job;
    }

    List<Seat> seats() {
        return seats;
    }

    /** What the seats were given from a snapshot follows from this view and what came after it. */
    void restore(View newest) {
        view = newest;
    }

    boolean isEarlier(long incarnation, long leastIncarnation) {
        return incarnation < leastIncarnation;
    }

    boolean isSilent(long silentNs) {
        return silentNs > detectAfterNs;
    }

    boolean wasStalled(long gapNs) {
        return gapNs > detectAfterNs / MembershipTimeouts.STALLS_PER_SILENCE;
    }

    boolean isPresent(int generation) {
        return view != null && generation == view.generation();
    }

    boolean isComplete() {
        return seats.stream().allMatch(seat -> seat.standing == Seat.Standing.WAITING);
    }

    int nextGeneration() {
        return view == null ? 1 : view.generation() + 1;
    }

    List<Member> members() {
        List<Member> members = new ArrayList<>();
        for (Seat seat : seats) {
            if (seat.standing == Seat.Standing.MEMBER) {
                members.add(seat.configured.as(seat.incarnation));
            }
        }
        return members;
    }

    private Optional<View> issue() {
        boolean isStart = isComplete();
        seats.forEach(seat -> seat.settle(isStart));
        isRenewing = false;
        List<Member> members = members();
        if (members.isEmpty()) {
            return Optional.empty();
        }
        view = new View(job, nextGeneration(), members);
        return Optional.of(view);
    }

    private boolean isMember(int id) {
        Seat seat = seatOf(id);
        return seat != null && seat.standing == Seat.Standing.MEMBER;
    }

    private Seat seatOf(int id) {
        for (Seat seat : seats) {
            if (seat.configured.id() == id) {
                return seat;
            }
        }
        return null;
    }
}
