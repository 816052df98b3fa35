package io.rondo.membership;

import java.util.HashSet;
import java.util.Set;

/**
 * What a peer wants of the membership service, until a view makes it obsolete. The training thread wishes, the keeper
 * thread says it to the service: all methods are synchronized and short.
 */
final class Wishes {
    /** Says that a peer asks to become a member, as it must be said on the present connection. */
    interface Introduction {
        void join(int ownId, long incarnation);
    }

    private final int ownId;
    private final Set<Integer> accused = new HashSet<>();
    private boolean isKnown; // an incarnation was given
    private boolean isJoining;
    private boolean isSeated; // some view held this incarnation
    private boolean isLeaving;
    private boolean isUrgent;
    private long incarnation;
    private int accusedGeneration;
    private int renewedGeneration;
    private String refusal;

    Wishes(int ownId) {
        this.ownId = ownId;
    }

    synchronized void join(long asIncarnation) {
        if (isKnown && asIncarnation == incarnation) {
            return;
        }
        incarnation = asIncarnation;
        isKnown = true;
        isJoining = true;
        isSeated = false;
        isUrgent = true;
        refusal = null;
    }

    synchronized void accuse(int generation, int memberId) {
        if (generation < accusedGeneration) {
            return;
        }
        if (generation > accusedGeneration) {
            accused.clear();
            accusedGeneration = generation;
        }
        isUrgent |= accused.add(memberId);
    }

    synchronized void renew(int generation) {
        isUrgent |= generation > renewedGeneration;
        renewedGeneration = Math.max(renewedGeneration, generation);
    }

    synchronized void leave() {
        isUrgent |= !isLeaving;
        isLeaving = true;
    }

    synchronized void onView(View view) {
        if (view.has(ownId, incarnation)) {
            isJoining = false;
            isSeated = true;
        }
        if (view.generation() > accusedGeneration) {
            accused.clear();
        }
    }

    /** A view that is without this peer says as much; the refusal matters when there is none. */
    synchronized void onFenced(long fencedIncarnation, String text, View newest) {
        if (fencedIncarnation == incarnation) {
            isJoining = false;
            boolean isToldByView = isSeated && newest != null && !newest.has(ownId, incarnation);
            refusal = isToldByView ? null : text;
        }
    }

    /** True when the peer has said its incarnation: from then on it wants to be connected. */
    synchronized boolean isKnown() {
        return isKnown;
    }

    synchronized boolean isLeaving() {
        return isLeaving;
    }

    /** Why this incarnation is fenced, or null. */
    synchronized String refusal() {
        return refusal;
    }

    /** True once after each new wish. */
    synchronized boolean takeUrgent() {
        boolean wasUrgent = isUrgent;
        isUrgent = false;
        return wasUrgent;
    }

    /**
     * Says all that is still wanted, at least that this peer lives.
     *
     * @param introduction says the join
     * @param isIntroducing the service does not know yet who speaks on this connection
     */
    synchronized void say(
            MembershipPublisher publisher,
            Connection to,
            Introduction introduction,
            boolean isIntroducing,
            int generation) {
        if (isIntroducing || isJoining) {
            introduction.join(ownId, incarnation);
        } else {
            publisher.alive(to);
        }
        if (isLeaving) {
            publisher.leave(to);
        }
        if (accusedGeneration == generation) {
            accused.forEach(id -> publisher.accuse(to, generation, id));
        }
        if (renewedGeneration == generation && generation > 0) {
            publisher.renew(to, generation);
        }
    }
}
