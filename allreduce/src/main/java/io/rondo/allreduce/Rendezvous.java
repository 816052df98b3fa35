package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.kernel.Memory;
import org.agrona.DirectBuffer;

/**
 * Where every collective begins: each rank says once what it calls, and hears it from all others. After that all are
 * known to mean the same, all sources are ready, all targets are free, and the tallies (weights, riders, arrivals) are
 * known to everybody. Small elements come along with the calls, so that nothing else needs to be said; a collective on
 * windows ends with a second exchange, "done".
 *
 * <pre>
 *   hop 0   call(s)   every rank to every rank
 *   hop 1   done      every rank to every rank, after windows and after a conveyor of several rails
 * </pre>
 */
final class Rendezvous implements AutoCloseable {
    static final int OPENING_HOP = -1;
    static final int CALL_HOP = 0;
    static final int DONE_HOP = 1;

    private static final long GREETING_INTERVAL_NS = 1_000_000;
    /** Of one rank on one rail, before a collective: what came by another rail already. */
    private static final int REPEATS_PER_POLL = 8;

    private final Ring ring;
    private final DataTransport transport;
    private final Waiting waiting;
    private final RingWatch watch;
    private final CallFrame frame;
    private final Mesh mesh;
    private final BufferClaim claim = new BufferClaim();
    private final Inbox[] inboxes; // null for this rank
    private final boolean hasOneClock;
    private final long[] heard; // of the successor, by rail
    private Call call;
    private long operation = -1;
    private PayloadReader payloads;
    private WantReader wants;
    private int missing;
    private int sentBytes;
    private long totalWeight;
    private double totalRider;
    private long lastArrivalNs;

    /** @param rails null for one over IPC */
    Rendezvous(DataTransport transport, Ring ring, Rails rails, Waiting waiting, RingWatch watch) {
        this.ring = ring;
        this.transport = transport;
        this.waiting = waiting;
        this.watch = watch;
        frame = new CallFrame(ring);
        inboxes = new Inbox[ring.size()];
        for (int rank = 0; rank < ring.size(); rank++) {
            inboxes[rank] = rank == ring.rank() ? null : new Inbox(this, frame, rank);
        }
        hasOneClock = rails == null;
        mesh = new Mesh(transport, ring, rails);
        heard = new long[mesh.rails()];
    }

    /** Greets until all ranks hear each other. */
    void open() {
        waiting.reset();
        long greetedNs = System.nanoTime() - GREETING_INTERVAL_NS;
        while (true) {
            boolean seesAll = mesh.seesAll();
            if (seesAll && isSeenByAll()) {
                greet(true);
                return;
            }
            if (System.nanoTime() - greetedNs >= GREETING_INTERVAL_NS && mesh.isOpen()) {
                greetedNs = System.nanoTime();
                greet(seesAll);
            }
            int unseen = mesh.firstUnseen();
            for (int rank = 0; rank < inboxes.length; rank++) {
                if (inboxes[rank] != null && !inboxes[rank].seesAll()) {
                    poll(rank);
                    unseen = unseen < 0 ? rank : unseen;
                }
            }
            waiting.idle(unseen < 0 ? ring.predecessor() : unseen, OPENING_HOP);
        }
    }

    private boolean isSeenByAll() {
        for (Inbox inbox : inboxes) {
            if (inbox != null && !inbox.seesAll()) {
                return false;
            }
        }
        return true;
    }

    private void greet(boolean seesAll) {
        if (mesh.tryClaim(CallFrame.CALL_BYTES, claim)) {
            frame.encodeGreeting(claim, seesAll);
            mesh.commit(claim);
        }
    }

    /**
     * Says what this rank calls and waits for all others' calls.
     *
     * @param payloadBytes that go along, from the call's source
     * @param reader of the others' payloads; called as they come
     */
    void meet(Call mine, int payloadBytes, PayloadReader reader) {
        call = mine;
        payloads = reader;
        missing = ring.size() - 1;
        operation = mine.operation;
        sendCall(payloadBytes);
        watch.onPassed(ring, Stage.CALLED, CALL_HOP);
        if (mesh.rails() > 1) {
            dropRepeats();
        }
        for (int i = 1; missing > 0; i++) {
            int rank = (ring.rank() + i) % inboxes.length;
            if (rank != ring.rank() && !inboxes[rank].hasCalled(operation)) {
                look(rank, CALL_HOP);
            }
        }
        watch.onPassed(ring, Stage.MET, CALL_HOP);
    }

    private void dropRepeats() {
        for (int rank = 0; rank < inboxes.length; rank++) {
            int left = rank == ring.rank() ? 0 : REPEATS_PER_POLL;
            while (left > 0 && poll(rank) > 0) {
                left--;
            }
        }
    }

    /** The collective that is under way or was the last. */
    long operation() {
        return operation;
    }

    private void sendCall(int payloadBytes) {
        claim(CallFrame.CALL_BYTES + payloadBytes, CALL_HOP);
        long payload = frame.encodeCall(claim, call);
        if (payloadBytes > 0) {
            Memory.copy(call.sourceAddress, payload, payloadBytes);
        }
        mesh.commit(claim);
    }

    /** Says that this rank has all it needs of the collective and waits until all others have. */
    void leave() {
        claim(CallFrame.DONE_BYTES, DONE_HOP);
        frame.encodeDone(claim, call.operation);
        mesh.commit(claim);
        watch.onPassed(ring, Stage.DONE, DONE_HOP);
        for (int i = 1; i < inboxes.length; i++) {
            int rank = (ring.rank() + i) % inboxes.length;
            while (!inboxes[rank].isDone(operation)) {
                look(rank, DONE_HOP);
            }
        }
    }

    /** Whom the successor's wishes are told, during polls of it. */
    void onWants(WantReader reader) {
        wants = reader;
    }

    /** Says which frames of the conveyor this rank lacks: pairs of hop and segment. */
    void sendWant(int[] pairs, int count) {
        if (mesh.tryClaim(CallFrame.WANT_BYTES + count * Integer.BYTES, claim)) {
            frame.encodeWant(claim, operation);
            for (int i = 0; i < count; i++) {
                claim.buffer().putInt(claim.offset() + CallFrame.WANT_BYTES + i * Integer.BYTES, pairs[i]);
            }
            mesh.commit(claim);
        }
    }

    void onWant(int rank, long itsOperation, DirectBuffer buffer, int begin, int end) {
        if (rank != ring.successor() || itsOperation != operation || wants == null) {
            return;
        }
        for (int at = begin; at + 2 * Integer.BYTES <= end; at += 2 * Integer.BYTES) {
            wants.onWant(buffer.getInt(at), buffer.getInt(at + Integer.BYTES));
        }
    }

    /** Hears what the rank has to say besides, on all rails. */
    void listen(int rank) {
        poll(rank);
    }

    /** The collective of the last call that the successor has sent by the rail: whether the rail is alive. */
    long heard(int rail) {
        return heard[rail];
    }

    /** At most one message of each rail. */
    private int poll(int rank) {
        Inbox inbox = inboxes[rank];
        int polled = 0;
        for (int rail = 0; rail < heard.length; rail++) {
            if (mesh.poll(rail, rank, inbox) > 0) {
                polled++;
                heard[rail] = rank == ring.successor() ? inbox.seen() : heard[rail];
            }
        }
        if (polled > 0) {
            inbox.throwIfFailed();
        }
        return polled;
    }

    private void claim(int lengthBytes, int hop) {
        waiting.reset();
        while (!mesh.tryClaim(lengthBytes, claim)) {
            if (waiting.idle(ring.successor(), hop) && mesh.hasLeft(ring.successor())) {
                throw waiting.left(ring.successor(), hop);
            }
        }
        sentBytes += lengthBytes;
        if (sentBytes >= Mesh.DRIVER_BYTES) {
            sentBytes = 0;
            transport.doWork();
        }
    }

    private void look(int rank, int hop) {
        if (poll(rank) > 0) {
            waiting.reset();
        } else if (waiting.idle(rank, hop) && mesh.hasLeft(rank)) {
            throw waiting.left(rank, hop);
        }
    }

    /** All ranks must call the same; one that does not is told so, and which. */
    void requireSame(int rank, long operation, long signature, long lengthBytes) {
        if (operation != call.operation || signature != call.signature() || lengthBytes != call.lengthBytes) {
            throw new RingBrokenException("peers disagree: peer=" + ring.peerAt(rank) + " calls operation=" + operation
                    + " " + Call.describe(signature, lengthBytes) + ", peer=" + ring.peerAt(ring.rank())
                    + " calls operation=" + call.operation + " " + Call.describe(call.signature(), call.lengthBytes)
                    + "; all peers must call the same collectives with buffers of the same length");
        }
    }

    void onCalled(int rank, long payloadAddress, int payloadBytes) {
        missing--;
        if (missing == 0) {
            sumUp();
        }
        if (payloads != null) {
            payloads.onPayload(rank, payloadAddress, payloadBytes, missing == 0);
        }
    }

    private void sumUp() {
        totalWeight = call.weight;
        totalRider = 0;
        lastArrivalNs = call.arrivalNs;
        for (int rank = 0; rank < inboxes.length; rank++) {
            Inbox inbox = inboxes[rank];
            totalRider += inbox == null ? call.rider : inbox.rider();
            if (inbox != null) {
                totalWeight += inbox.weight();
                lastArrivalNs = Math.max(lastArrivalNs, inbox.arrivalNs());
            }
        }
        if (!hasOneClock) {
            lastArrivalNs = System.nanoTime();
        }
    }

    long totalWeight() {
        return totalWeight;
    }

    double totalRider() {
        return totalRider;
    }

    long lastArrivalNs() {
        return lastArrivalNs;
    }

    long sourceAt(int rank) {
        return inboxes[rank] == null ? call.sourceAt : inboxes[rank].sourceAt();
    }

    long targetAt(int rank) {
        return inboxes[rank] == null ? call.targetAt : inboxes[rank].targetAt();
    }

    LinkTally tally() {
        FrameFilter filter = frame.filter();
        return new LinkTally(filter.stale(), filter.foreign(), mesh.refusals());
    }

    @Override
    public void close() {
        mesh.close();
    }
}
