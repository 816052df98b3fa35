package io.rondo.peer.simulation;

import io.rondo.allreduce.Ring;
import io.rondo.membership.Activity;
import io.rondo.membership.SignsOfLife;
import io.rondo.membership.View;
import io.rondo.peer.run.LifeWatch;
import io.rondo.peer.run.Pace;
import io.rondo.peer.run.ViewWait;
import io.rondo.peer.simulation.Happening.Kind;
import io.rondo.peer.train.StepWatch;
import java.util.List;

/**
 * A peer's process: a training thread, which runs the real code in a {@link Coroutine}, and a keeper, which talks to the
 * others now and then. It dies by {@link #crash} and stands still by {@link #freeze}.
 */
final class SimulatedPeer {
    private static final ThreadLocal<SimulatedPeer> CURRENT = new ThreadLocal<>();
    private static final long KEEP_NS = 20 * Timeline.MS;
    private static final long SOON_NS = Timeline.MS;
    /** Of the links of a next ring that open beside training. */
    private static final long MOST_LATE_NS = 150 * Timeline.MS;

    private static final int BEATS_PER_BUDGET = 10;
    private static final long CONFIG_DIGEST = 1;

    private final SimulatedWorld world;
    private final int id;
    private long incarnation; // of its newest tenure
    private final Clock clock;
    private final Inbox.All inboxes;
    private final SignsOfLife signs;
    private final SimulatedMembership membership;
    private final Coroutine thread;
    private boolean isUp = true;
    private long frozenUntilNs;
    private Object awaited; // what ends the wait that the training thread is in: an inbox, or any turn of the keeper
    private Activity activity = Activity.STARTING;
    private long step;
    private long beatNs;
    private long busySinceNs; // by the world's clock: the exchange under way, or -1
    private boolean isComputing;
    private boolean isLeaving;
    private boolean isJustRecovered;
    private View inUse; // whose ring it is
    private int addition; // the newest generation that only had more members
    private long additionNs; // when its links are open here

    SimulatedPeer(SimulatedWorld world, int id, long incarnation, Clock clock, View all) {
        this.world = world;
        this.id = id;
        this.incarnation = incarnation;
        this.clock = clock;
        this.inboxes = new Inbox.All(world.flaw() == Flaw.A_STALE_FRAME_IS_ACCEPTED);
        this.signs = new SignsOfLife(all, id, world.patienceNs(), clock.nowNs());
        this.membership = new SimulatedMembership(this);
        this.thread = new Coroutine(this::train);
        this.busySinceNs = -1;
        this.beatNs = clock.nowNs() - SimulatedWorld.BUDGET_NS;
    }

    static SimulatedPeer current() {
        return CURRENT.get();
    }

    /** Its process begins. */
    void start() {
        keepLater(world.random().nextLong(KEEP_NS));
        thread.resume();
    }

    private void train() {
        CURRENT.set(this);
        LifeWatch watch = new LifeWatch(
                signs, membership, new TrainingPace(), SimulatedWorld.STEP_TIMEOUT_NS, this::isAdditionToCome);
        ViewWait views = new ViewWait(world.config(), id, CONFIG_DIGEST, signs, membership, new TrainingPace());
        new SimulatedTraining(this, watch, views, new TrainingPace(), new Steps(watch)).run();
        activity = Activity.LEAVING;
        step = Long.MAX_VALUE;
        membership.leave();
        isIdle();
        pauseAMoment();
        keep();
        isUp = false;
        world.onEnded(this);
    }

    /** The ring of this view is in use from now on. */
    void onRing(View view) {
        inUse = view;
    }

    /** As {@code NextRing} says it: the links of a ring that only has more members open beside training, which takes a while. */
    private boolean isAdditionToCome(int generation, View newest) {
        if (inUse == null
                || inUse.generation() != generation
                || !newest.members().containsAll(inUse.members())) {
            return false;
        }
        if (addition != newest.generation()) {
            addition = newest.generation();
            additionNs = clock.nowNs() + world.random().nextLong(MOST_LATE_NS);
        }
        return additionNs - clock.nowNs() > 0;
    }

    private final class TrainingPace implements Pace {
        @Override
        public long nowNs() {
            return clock.nowNs();
        }

        @Override
        public void pause(long ns) {
            await(this);
        }
    }

    private final class Steps implements StepWatch {
        private final LifeWatch watch;

        Steps(LifeWatch watch) {
            this.watch = watch;
        }

        @Override
        public void onStep(long newStep) {
            watch.onStep(newStep);
        }

        @Override
        public void onExchanging(long newStep) {
            step = newStep;
            activity = Activity.EXCHANGING;
        }

        @Override
        public void onRecovered(Ring ring, long sinceBreakNs) {
            isJustRecovered = true;
        }

        @Override
        public void onClosing(Ring ring) {
            watch.onClosing(ring);
        }
    }

    /** The training thread computes for so long. */
    void compute(long ns) {
        isComputing = true;
        activity = Activity.COMPUTING;
        sleep(Kind.COMPUTED, ns);
        isComputing = false;
        busySinceNs = world.timeline().nowNs();
    }

    /** True once after each recovery. */
    boolean takeJustRecovered() {
        boolean isIt = isJustRecovered;
        isJustRecovered = false;
        return isIt;
    }

    /** No exchange is under way. */
    void isIdle() {
        busySinceNs = -1;
    }

    /** Time enough to be killed in. */
    void pauseAMoment() {
        sleep(Kind.PAUSED, world.random().nextLong(Timeline.MS));
    }

    private void sleep(Kind kind, long ns) {
        world.timeline().in(ns, kind, id, "", () -> {
            if (world.peer(id) == this) {
                thread.resume();
            }
        });
        thread.pause();
    }

    /** The training thread waits: for a frame in this queue, or a moment. */
    void await(Object what) {
        awaited = what;
        thread.pause();
        awaited = null;
    }

    void requireAlive() {
        thread.requireAlive();
    }

    private void keepLater(long ns) {
        world.timeline().in(ns, Kind.KEEP, id, "", () -> {
            if (world.peer(id) == this && isUp) {
                keepLater(KEEP_NS);
                keep();
                if (awaited != null) {
                    thread.resume();
                }
            }
        });
    }

    void keepSoon() {
        world.timeline().in(SOON_NS, Kind.KEEP, id, "soon", () -> {
            if (world.peer(id) == this && isUp) {
                keep();
            }
        });
    }

    private void keep() {
        long nowNs = clock.nowNs();
        signs.tick(nowNs);
        if (nowNs - beatNs >= SimulatedWorld.BUDGET_NS / BEATS_PER_BUDGET) {
            beatNs = nowNs;
            long heard = signs.heard();
            for (SimulatedPeer other : world.peers()) {
                if (other.id != id) {
                    world.sendBeat(id, other.id, new Beat(step, activity, (heard >> other.id & 1) == 1));
                }
            }
        }
        membership.doWork(nowNs);
    }

    /** What it says to the others. */
    record Beat(long step, Activity activity, boolean hearsYou) {}

    void onBeat(int from, Beat beat) {
        if (isUp) {
            signs.onBeat(from, CONFIG_DIGEST, beat.step(), beat.activity(), beat.hearsYou(), List.of(), clock.nowNs());
        }
    }

    void onFrame(Frame frame) {
        if (isUp) {
            Object queue = inboxes.accept(frame);
            if (queue != null && queue == awaited) {
                thread.resume();
            }
        }
    }

    void onRefused(long incarnation, String sentence) {
        if (isUp) {
            membership.onRefused(incarnation, sentence);
        }
    }

    void onView(View view) {
        if (isUp) {
            membership.onView(view);
            world.invariants().onSeen(this, membership.view());
        }
    }

    void freeze(long untilNs) {
        if (isUp) {
            frozenUntilNs = Math.max(frozenUntilNs, untilNs);
        }
    }

    /** What happens to it while it is frozen waits until then. */
    long frozenUntilNs() {
        return isUp ? frozenUntilNs : 0;
    }

    void crash() {
        isUp = false;
        thread.kill();
    }

    boolean isUp() {
        return isUp;
    }

    boolean isComputing() {
        return isComputing;
    }

    /** Since when the exchange under way lasts, or -1. */
    long busySinceNs() {
        return busySinceNs;
    }

    long nowNs() {
        return clock.nowNs();
    }

    int id() {
        return id;
    }

    /** A time of this process in the run, until it is taken out. */
    record Tenure(int id, long incarnation) {}

    Tenure tenure() {
        return new Tenure(id, incarnation);
    }

    long incarnation() {
        return incarnation;
    }

    /** It becomes new. */
    long nextIncarnation() {
        return ++incarnation;
    }

    /** Asked to leave between two steps. */
    void askToLeave() {
        isLeaving = true;
    }

    boolean isLeaving() {
        return isLeaving;
    }

    SimulatedWorld world() {
        return world;
    }

    Inbox.All inboxes() {
        return inboxes;
    }

    SimulatedMembership membership() {
        return membership;
    }

    @Override
    public String toString() {
        View view = membership.view();
        return id + "." + incarnation + (isUp ? " g" + (view == null ? 0 : view.generation()) : " down") + " step "
                + (step == Long.MAX_VALUE ? "end" : step) + " "
                + activity.toString().toLowerCase(java.util.Locale.ROOT);
    }
}
