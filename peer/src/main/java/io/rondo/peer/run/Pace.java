package io.rondo.peer.run;

import java.util.concurrent.locks.LockSupport;

/** The time, and waiting for it to pass: the process's, or a simulation's. */
public interface Pace {
    /** Of this process. */
    Pace OF_PROCESS = new Pace() {
        @Override
        public long nowNs() {
            return System.nanoTime();
        }

        @Override
        public void pause(long ns) {
            LockSupport.parkNanos(ns);
        }
    };

    /** As {@link System#nanoTime}. */
    long nowNs();

    /** Returns after so many nanoseconds, or somewhat earlier. */
    void pause(long ns);
}
