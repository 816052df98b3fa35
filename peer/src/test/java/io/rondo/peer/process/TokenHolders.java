package io.rondo.peer.process;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who has the token, by what peers say at RONDO_LOG=DEBUG when it comes and goes. Reads each line once. */
final class TokenHolders {
    private static final Pattern CHANGE = Pattern.compile("token (here|gone): peer=(\\d+) generation=(\\d+)");
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    /** Since which view it is this one. */
    record Holder(int peer, int generation) {}

    private final Rondo rondo;
    private int linesRead;
    private Holder holder; // null while nobody has it

    TokenHolders(Rondo rondo) {
        this.rondo = rondo;
    }

    /** The peer that has the token now, in this generation or a later one. */
    Holder await(int generation) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (System.nanoTime() - deadlineNs < 0) {
            List<String> lines = rondo.errFrom(linesRead);
            linesRead += lines.size();
            lines.forEach(this::read);
            if (holder != null && holder.generation() >= generation) {
                return holder;
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        throw new AssertionError("no token in generation " + generation + ": " + rondo);
    }

    private void read(String line) {
        Matcher change = CHANGE.matcher(line);
        if (change.find()) {
            int peer = Integer.parseInt(change.group(2));
            if (change.group(1).equals("here")) {
                holder = new Holder(peer, Integer.parseInt(change.group(3)));
            } else if (holder != null && holder.peer() == peer) { // else the next one was heard first
                holder = null;
            }
        }
    }
}
