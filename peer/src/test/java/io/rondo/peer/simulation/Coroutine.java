package io.rondo.peer.simulation;

import java.util.concurrent.locks.LockSupport;

/**
 * A simulated process's thread, which runs only while the world lets it: a virtual thread that hands a baton to and fro, at
 * well under a microsecond a way. So at most one thread of a world runs at any time, in an order that the seed decides.
 */
final class Coroutine {
    private final Thread thread;
    private Thread world;
    private volatile boolean hasBaton;
    private boolean isStarted;
    private boolean isKilled;
    private volatile boolean isOver;
    private Throwable failure;

    /** What ends a killed process's code: it stops where it waits. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    Coroutine(Runnable body) {
        thread = Thread.ofVirtual().unstarted(() -> live(body));
    }

    private void live(Runnable body) {
        try {
            body.run();
        } catch (Killed e) {
            // as intended
        } catch (Throwable e) {
            failure = e;
        }
        isOver = true;
        giveBack();
    }

    /** Runs it until it pauses or ends; one that has ended stays so. */
    void resume() {
        if (isOver) {
            return;
        }
        world = Thread.currentThread();
        hasBaton = true;
        if (isStarted) {
            LockSupport.unpark(thread);
        } else {
            isStarted = true;
            thread.start();
        }
        while (hasBaton) {
            LockSupport.park(this);
        }
        if (failure instanceof AssertionError broken) {
            throw broken;
        }
        if (failure != null) {
            throw new AssertionError("a simulated process ended with " + failure, failure);
        }
    }

    /** Called by the thread itself: gives the baton back and waits for the next {@link #resume}. */
    void pause() {
        giveBack();
        while (!hasBaton) {
            LockSupport.park(this);
        }
        requireAlive();
    }

    /** Of a killed process nothing happens any more, while its code unwinds either. */
    void requireAlive() {
        if (isKilled) {
            throw new Killed();
        }
    }

    private void giveBack() {
        hasBaton = false;
        LockSupport.unpark(world);
    }

    /** Unwinds it. */
    void kill() {
        isKilled = true;
        if (isStarted) {
            resume();
        }
    }
}
