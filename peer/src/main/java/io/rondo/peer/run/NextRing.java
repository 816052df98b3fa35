package io.rondo.peer.run;

import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the links of the next ring beside training. A view that only adds members leaves the present ring whole: its members
 * train on in it until all of them and the newcomers hear each other in the next one, and change over within moments then.
 *
 * <pre>
 *   training thread   steps in ring g ─────────────────────────┐ ends the wait it is in     ┌─ shares windows, meets
 *   keeper thread        view g+1 ⊇ g ──┐                      │                            │
 *   next-ring thread                    └─ driver, links of g+1, hears all others of g+1 ───┘
 * </pre>
 *
 * Whatever goes wrong here is no failure: the training thread then opens the ring itself, as after a death.
 */
final class NextRing {
    private static final Logger LOG = LoggerFactory.getLogger(NextRing.class);

    private final Function<View, Generation> opening;
    private View present; // whose ring is in use; null: nothing is prepared
    private View next; // that is, or was, prepared
    private Thread thread; // null before the first
    private Generation ready;

    /** @param opening of a view's ring; closes what it has opened when it fails */
    NextRing(Function<View, Generation> opening) {
        this.opening = opening;
    }

    /** The ring of this view is in use from now on. */
    synchronized void onPresent(View view) {
        present = view;
    }

    /** Begins when there is something to prepare. Keeper thread. */
    synchronized int tick(View newest) {
        boolean isNew = next == null || newest != null && newest.generation() > next.generation();
        if (isNew && isAddition(newest) && !isRunning()) {
            next = newest;
            thread = new Thread(() -> open(newest), "next-ring");
            thread.setDaemon(true);
            thread.start();
            return 1;
        }
        return 0;
    }

    /** The ring of this generation is to be used on though there is a newer view. Any thread. */
    synchronized boolean isToCome(int presentGeneration, View newest) {
        if (!isAddition(newest) || present.generation() != presentGeneration) {
            return false;
        }
        boolean isBegun = next != null && next.generation() >= newest.generation();
        return !isBegun || isRunning();
    }

    private boolean isAddition(View newest) {
        return present != null
                && newest != null
                && newest.generation() > present.generation()
                && newest.members().containsAll(present.members());
    }

    private boolean isRunning() {
        return thread != null && thread.isAlive();
    }

    private void open(View view) {
        try {
            Generation opened = opening.apply(view);
            Generation earlier;
            synchronized (this) {
                earlier = ready;
                ready = opened;
            }
            if (earlier != null) { // the training thread was not there for it before another view came
                earlier.abandon();
            }
        } catch (RuntimeException e) {
            LOG.debug("the next ring is not opened beside training: {}", e.getMessage());
        }
    }

    /**
     * The present ring is over. Waits for an opening that is under way: its watch ends it, like any other, in time.
     *
     * @param wanted whose ring is next; null: none
     * @return its ring, or null when it was not prepared
     */
    Generation take(View wanted) {
        Thread running;
        synchronized (this) {
            present = null;
            running = thread;
        }
        if (running != null) {
            join(running);
        }
        Generation opened;
        synchronized (this) {
            opened = ready;
            ready = null;
        }
        if (opened == null || wanted != null && opened.number() == wanted.generation()) {
            return opened;
        }
        opened.abandon();
        return null;
    }

    private static void join(Thread running) {
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RondoException("interrupted", e);
        }
    }
}
