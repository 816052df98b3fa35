package io.rondo.allreduce;

import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import io.rondo.allreduce.wire.CallDecoder;
import io.rondo.allreduce.wire.DoneDecoder;
import org.agrona.DirectBuffer;

/**
 * What this rank has heard from one other. Messages come in the order they were sent, so what is awaited is the next one
 * that is no greeting.
 *
 * <p>Handlers must not throw: Aeron would report it and advance all the same. Trouble is kept and thrown by
 * {@link #throwIfFailed} after the poll.
 */
final class Inbox implements ControlledFragmentHandler {
    private final Rendezvous rendezvous;
    private final CallFrame frame;
    private final int rank;
    private boolean seesAll;
    private boolean hasCalled;
    private boolean isDone;
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

    /** A collective begins: its call and its end are awaited. */
    void begin() {
        hasCalled = false;
        isDone = false;
    }

    @Override
    public Action onFragment(DirectBuffer buffer, int position, int lengthBytes, Header header) {
        try {
            CallDecoder call = frame.decodeCall(buffer, position);
            if (call != null) {
                onCall(call, buffer.addressOffset() + position + CallFrame.CALL_BYTES, lengthBytes);
            } else {
                onDone(frame.decodeDone(buffer, position));
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        return Action.CONTINUE;
    }

    private void onCall(CallDecoder call, long payloadAddress, int lengthBytes) {
        long operation = call.operation();
        if (operation == CallFrame.GREETING) {
            seesAll |= call.weight() == 1;
            return;
        }
        rendezvous.requireSame(rank, operation, call.collective(), call.lengthBytes());
        weight = call.weight();
        rider = call.rider();
        arrivalNs = call.arrivalNs();
        sourceAt = call.sourceAt();
        targetAt = call.targetAt();
        hasCalled = true;
        rendezvous.onCalled(rank, payloadAddress, lengthBytes - CallFrame.CALL_BYTES);
    }

    private void onDone(DoneDecoder done) {
        if (done != null) {
            isDone = true;
        }
    }

    void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }

    boolean seesAll() {
        return seesAll;
    }

    boolean hasCalled() {
        return hasCalled;
    }

    boolean isDone() {
        return isDone;
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
