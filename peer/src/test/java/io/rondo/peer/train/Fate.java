package io.rondo.peer.train;

import io.rondo.allreduce.Stage;
import java.util.ArrayList;
import java.util.List;

/** A peer's moments in one step, and the one in which it dies: with all of its threads, which may be several. */
final class Fate implements HealingPeers.Footsteps {
    /** Ends a thread of the peer. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Death(String moment) {
            super(moment);
        }
    }

    private final Moment fatal; // null: none
    private final int occurrence;
    private final Runnable onDeath;
    private final List<Moment> passed = new ArrayList<>();
    private boolean isBegun;
    private boolean isDead;

    /** @param occurrence of the fatal moment, from 0: some come several times a step */
    Fate(Moment fatal, int occurrence, Runnable onDeath) {
        this.fatal = fatal;
        this.occurrence = occurrence;
        this.onDeath = onDeath;
    }

    /** The step begins. */
    synchronized void begin() {
        isBegun = true;
    }

    /** The step is over. */
    synchronized void end() {
        isBegun = false;
    }

    void pass(Moment.Place place) {
        pass(new Moment(place, 0));
    }

    @Override
    public void onPassed(Stage stage, int hop) {
        pass(new Moment(stage, hop));
    }

    private synchronized void pass(Moment moment) {
        if (isDead) {
            throw new Death("dead already");
        }
        if (!isBegun) {
            return;
        }
        passed.add(moment);
        if (moment.equals(fatal) && passed.stream().filter(moment::equals).count() > occurrence) {
            isDead = true;
            onDeath.run();
            throw new Death(moment.toString());
        }
    }

    synchronized boolean isDead() {
        return isDead;
    }

    /** What it went through, the fatal moment included. */
    synchronized List<Moment> passed() {
        return List.copyOf(passed);
    }
}
