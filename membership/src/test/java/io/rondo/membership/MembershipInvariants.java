package io.rondo.membership;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must hold after every event, judged from the events that reached the machine and the views it gave, not from what
 * it keeps inside.
 */
final class MembershipInvariants {
    private final List<Integer> order;
    private final long detectAfterNs;
    private final Map<Process, Long> heard = new HashMap<>(); // of those that joined
    private final Map<Integer, Long> highest = new HashMap<>();
    private final Set<Process> evicted = new HashSet<>();
    private final Set<Process> gone = new HashSet<>(); // in the view, with a reason not to be in the next
    private final MembershipMachine machine;
    private View view;
    private boolean isRenewalDue;
    private boolean hasTicked;
    private long tickedNs;
    private long freshNs;

    record Process(int id, long incarnation) {
        static Process of(Member member) {
            return new Process(member.id(), member.incarnation());
        }
    }

    MembershipInvariants(MembershipMachine machine, List<Member> configured, long detectAfterNs, long nowNs) {
        this.machine = machine;
        this.order = configured.stream().map(Member::id).toList();
        this.detectAfterNs = detectAfterNs;
        this.freshNs = nowNs;
    }

    void onJoin(int id, long incarnation, long nowNs) {
        Process joined = new Process(id, incarnation);
        long former = highest.getOrDefault(id, Long.MIN_VALUE);
        boolean isFenced = incarnation < former || evicted.contains(joined) || gone.contains(joined);
        highest.put(id, Math.max(former, incarnation));
        heard.put(joined, nowNs);
        if (view != null && view.rankOf(id) >= 0 && !view.has(id, incarnation) && !isFenced) {
            gone.add(new Process(id, former));
        }
        look(nowNs);
        require(isFenced || isStarting() || view.has(id, incarnation), "a joined process is not in the view");
    }

    void onAlive(int id, long incarnation, long nowNs) {
        heard.computeIfPresent(new Process(id, incarnation), (process, before) -> nowNs);
        look(nowNs);
    }

    void onGone(int id, long incarnation, long nowNs) {
        if (view != null && view.has(id, incarnation)) {
            gone.add(new Process(id, incarnation));
        }
        look(nowNs);
    }

    void onAccuse(int generation, int byId, int accusedId, long nowNs) {
        if (counts(generation, byId) && view.rankOf(accusedId) >= 0 && byId != accusedId) {
            gone.add(member(accusedId));
        }
        look(nowNs);
    }

    void onRenew(int generation, int byId, long nowNs) {
        isRenewalDue |= counts(generation, byId);
        look(nowNs);
    }

    void onTick(long nowNs) {
        if (hasTicked && nowNs - tickedNs > detectAfterNs / 4) {
            freshNs = nowNs;
        }
        hasTicked = true;
        tickedNs = nowNs;
        if (view != null) {
            for (Member member : view.members()) {
                if (isSilent(Process.of(member), nowNs)) {
                    gone.add(Process.of(member));
                }
            }
        }
        int before = view == null ? 0 : view.generation();
        look(nowNs);
        if (!isStarting()) {
            require(gone.isEmpty(), "still in the view after a tick: " + gone);
            require(!isRenewalDue, "a renewal was asked for and not given: before=" + before);
        }
    }

    private boolean counts(int generation, int byId) {
        return view != null
                && view.generation() == generation
                && view.rankOf(byId) >= 0
                && !gone.contains(member(byId));
    }

    private Process member(int id) {
        return Process.of(view.members().get(view.rankOf(id)));
    }

    private boolean isSilent(Process process, long nowNs) {
        long sinceNs = Math.min(nowNs - heard.get(process), nowNs - freshNs);
        return sinceNs > detectAfterNs;
    }

    private void look(long nowNs) {
        View newest = machine.view();
        if (newest == view) {
            return;
        }
        int before = view == null ? 0 : view.generation();
        require(newest.generation() == before + 1, "generation " + newest.generation() + " follows " + before);
        require(!newest.members().isEmpty(), "a view is empty");
        require(isInOrder(newest), "not in the config's order: " + newest.ids());
        require(!isStarting() || newest.ids().equals(order), "the first view is not of all peers: " + newest.ids());
        for (Member member : newest.members()) {
            Process process = Process.of(member);
            require(heard.containsKey(process), "never joined: " + process);
            require(!evicted.contains(process), "evicted, and back: " + process);
        }
        if (view != null) {
            requireReasons(newest);
        }
        view = newest;
        isRenewalDue = false;
        gone.clear();
    }

    private void requireReasons(View newest) {
        for (Member member : view.members()) {
            Process process = Process.of(member);
            if (!newest.has(member.id(), member.incarnation())) {
                require(gone.contains(process), "living, talking, unaccused, and evicted: " + process);
                evicted.add(process);
            } else {
                require(!gone.contains(process), "had to go, and is in the next view: " + process);
            }
        }
        require(isRenewalDue || !newest.members().equals(view.members()), "a new view without a reason");
    }

    /** Before the first view, and when nobody is left of the newest one. */
    private boolean isStarting() {
        return view == null || view.members().stream().map(Process::of).allMatch(gone::contains);
    }

    private boolean isInOrder(View newest) {
        List<Integer> places = newest.ids().stream().map(order::indexOf).toList();
        return places.equals(places.stream().sorted().toList());
    }

    static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new AssertionError(sentence);
        }
    }
}
