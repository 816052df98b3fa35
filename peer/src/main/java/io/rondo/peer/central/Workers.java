package io.rondo.peer.central;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The workers that a rule knows, in their order: who waits, and one number that the rule keeps of each. */
final class Workers {
    private static final class State {
        boolean waits;
        long mark;
    }

    private final Map<Integer, State> states = new LinkedHashMap<>();

    Workers(Collection<Integer> ids) {
        ids.forEach(id -> states.put(id, new State()));
    }

    void waits(int worker) {
        State state = states.get(worker);
        if (state.waits) {
            throw new IllegalStateException("worker " + worker + " pushed while it was waiting");
        }
        state.waits = true;
    }

    long mark(int worker) {
        return states.get(worker).mark;
    }

    void mark(int worker, long mark) {
        states.get(worker).mark = mark;
    }

    long lowestMark() {
        return states.values().stream().mapToLong(state -> state.mark).min().orElse(Long.MAX_VALUE);
    }

    /** The lowest mark of those that do not wait. */
    long lowestMarkOfBusy() {
        return states.values().stream()
                .filter(state -> !state.waits)
                .mapToLong(state -> state.mark)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    boolean areAllWaiting() {
        return states.values().stream().allMatch(state -> state.waits);
    }

    int count() {
        return states.size();
    }

    /** Those that wait and may go on, who wait no more. */
    List<Integer> release(Predicate<Integer> mayGoOn) {
        List<Integer> released = new ArrayList<>();
        states.forEach((id, state) -> {
            if (state.waits && mayGoOn.test(id)) {
                released.add(id);
            }
        });
        released.forEach(id -> states.get(id).waits = false);
        return released;
    }

    void remove(int worker) {
        states.remove(worker);
    }

    /** These of them that are there, in their order. */
    List<Integer> only(Collection<Integer> some) {
        return states.keySet().stream().filter(some::contains).toList();
    }

    List<Integer> ids() {
        return List.copyOf(states.keySet());
    }

    /** One number of the rule's and how many workers there are, then of each its id, whether it waits, and its mark. */
    long[] save(long ofRule) {
        long[] saved = new long[2 + 3 * states.size()];
        saved[0] = ofRule;
        saved[1] = states.size();
        int at = 2;
        for (Map.Entry<Integer, State> each : states.entrySet()) {
            saved[at++] = each.getKey();
            saved[at++] = each.getValue().waits ? 1 : 0;
            saved[at++] = each.getValue().mark;
        }
        return saved;
    }

    /** Returns the rule's number. Those that are not in it are removed. */
    long restore(long[] saved) {
        Map<Integer, State> before = Map.copyOf(states);
        states.clear();
        for (int at = 2; at < 2 + 3 * saved[1]; at += 3) {
            State state = before.get((int) saved[at]);
            state.waits = saved[at + 1] == 1;
            state.mark = saved[at + 2];
            states.put((int) saved[at], state);
        }
        return saved[0];
    }
}
