package io.rondo.peer.run;

import io.rondo.membership.Member;
import io.rondo.membership.View;
import io.rondo.peer.train.Target;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/**
 * Decides whether a peer's target goes on to the next view. The processes that were members of a view whose ring it was shared
 * in may write into it, so all of them must be members of the next one: they have closed their earlier rings before they share
 * anything in that. Who is out may be frozen in the midst of a write: then the memory is given up, and nobody maps what it
 * still writes. So a join costs no memory, a death does. Training thread only.
 */
public final class TargetKeeper {
    private final Set<Member> writers = new HashSet<>();
    private Target target; // null: none, or let go

    /** The target that is to be shared in this view's ring again, or null: a new one is. */
    public Target reusable(View view) {
        if (target == null || !view.members().containsAll(writers)) {
            return null;
        }
        writers.addAll(view.members());
        return target;
    }

    /**
     * A new one, shared in this view's ring.
     *
     * @param letGo of the memory
     */
    public Target keep(View view, MemorySegment memory, Runnable letGo) {
        Target made = new Target(memory, () -> letGo(memory, letGo));
        target = made;
        writers.clear();
        writers.addAll(view.members());
        return made;
    }

    private void letGo(MemorySegment memory, Runnable letGo) {
        if (target != null && target.isIn(memory)) {
            target = null;
        }
        letGo.run();
    }
}
