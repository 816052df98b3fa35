package io.rondo.allreduce;

import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import io.rondo.allreduce.wire.CallDecoder;
import io.rondo.allreduce.wire.DoneDecoder;
import io.rondo.allreduce.wire.WantDecoder;
import org.agrona.DirectBuffer;

/**
 * What this rank has heard from one other. Messages come in the order they were sent, once on each rail: what was heard
 * already is dropped, what belongs to a later collective stays where it is.
 *
 * <p>Handlers must not throw: Aeron would report it and advance all the same. Trouble is kept and thrown by
 * {@link #throwIfFailed} after the poll.
 */
final class Inbox implements ControlledFragmentHandler {
    private static final long NONE = -1;

    private final Rendezvous rendezvous;
    private final CallFrame frame;
    private final int rank;
    private boolean seesAll;
    private long seen = NONE;
    private long called = NONE;
    private long done = NONE;
    private long weight;
    private double rider;
    private long arrivalNs;
    private long sourceAt;
    private long targetAt;
    private RuntimeException failure;

    Inbox(Rendezvous rendezvous, CallFrame frame, int rank) {
        this.rendezvous = rendezvous;
        this.frame = frame;
        this.rank = rank;
    }

    @Override
    public Action onFragment(DirectBuffer buffer, int position, int lengthBytes, Header header) {
        try {
            CallDecoder call = frame.decodeCall(buffer, position);
            if (call != null) {
                return onCall(call, buffer.addressOffset() + position + CallFrame.CALL_BYTES, lengthBytes);
            }
            DoneDecoder itsEnd = frame.decodeDone(buffer, position);
            if (itsEnd != null) {
                done = Math.max(done, itsEnd.operation());
                return Action.CONTINUE;
            }
            WantDecoder want = frame.decodeWant(buffer, position);
            if (want != null) {
                rendezvous.onWant(
                        rank, want.operation(), buffer, position + CallFrame.WANT_BYTES, position + lengthBytes);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        return Action.CONTINUE;
    }

    private Action onCall(CallDecoder call, long payloadAddress, int lengthBytes) {
        long operation = call.operation();
        if (operation == CallFrame.GREETING) {
            seesAll |= call.weight() == 1;
            return Action.CONTINUE;
        }
        seesAll = true; // its last greeting may not have fitted in
        seen = operation;
        if (operation <= called) {
            return Action.CONTINUE;
        }
        if (operation > rendezvous.operation()) {
            return Action.ABORT;
        }
        rendezvous.requireSame(rank, operation, call.collective(), call.lengthBytes());
        called = operation;
        weight = call.weight();
        rider = call.rider();
        arrivalNs = call.arrivalNs();
        sourceAt = call.sourceAt();
        targetAt = call.targetAt();
        rendezvous.onCalled(rank, payloadAddress, lengthBytes - CallFrame.CALL_BYTES);
        return Action.CONTINUE;
    }

    void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }

    boolean seesAll() {
        return seesAll;
    }

    boolean hasCalled(long operation) {
        return called >= operation;
    }

    boolean isDone(long operation) {
        return done >= operation;
    }

    /** The collective of the call that was heard last, for the first time or again, or -1. */
    long seen() {
        return seen;
    }

    long weight() {
        return weight;
    }

    double rider() {
        return rider;
    }

    long arrivalNs() {
        return arrivalNs;
    }

    long sourceAt() {
        return sourceAt;
    }

    long targetAt() {
        return targetAt;
    }
}
