package io.rondo.membership;

import java.util.List;

/** A peer of the simulation: joins, talks, and joins anew when a view is without it. */
final class ModelPeer {
    final int id;
    final long intervalNs; // its clock runs a little fast or slow
    boolean isUp = true;
    boolean isMember; // of the newest view it has seen
    int generation; // of that view
    long incarnation = 1;
    long processIncarnation = 1; // the first one of this process
    long frozenUntilNs;
    long cutUntilNs;
    long sentNs;

    ModelPeer(int id, long intervalNs) {
        this.id = id;
        this.intervalNs = intervalNs;
    }

    void restart() {
        incarnation++;
        processIncarnation = incarnation;
        isUp = true;
        isMember = false;
        generation = 0;
        frozenUntilNs = 0;
    }

    void onView(int seen, List<View> views) {
        if (seen <= generation) {
            return;
        }
        generation = seen;
        boolean wasMember = isMember;
        isMember = views.get(seen - 1).has(id, incarnation);
        if (wasMember && !isMember) {
            incarnation++;
        }
    }
}
