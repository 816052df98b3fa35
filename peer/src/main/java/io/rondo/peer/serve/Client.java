package io.rondo.peer.serve;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Lines;
import io.rondo.allreduce.Ring;
import io.rondo.peer.central.Placement;
import io.rondo.peer.central.Range;
import io.rondo.peer.central.Share;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * A worker's side of its conversations with all servers: one request at a time, cut into the servers' shares, and their answers put
 * together again. Training thread only; never blocks: whoever asks polls until {@link #isAnswered}.
 */
public final class Client implements Side {
    /** One server's side of the request under way. */
    private static final class Dialogue {
        final int server;
        final List<Range> ranges;
        int rank = -1;
        Dispatch going; // null when it was not asked, or all is out
        Arrival coming;
        Note answer; // whole, or null
        boolean isAsked;

        Dialogue(int server, List<Range> ranges) {
            this.server = server;
            this.ranges = ranges;
        }
    }

    private final Placement placement;
    private final List<Dialogue> dialogues = new ArrayList<>();
    private final MemorySegment parameters;
    private Wire wire;
    private Lines lines; // null while there is no ring
    private long number;
    private Kind kind;
    private MemorySegment out; // what the request carries
    private MemorySegment in; // where the answers go; of a GATHER, made when its length is known
    private long samples;
    private double lossSum;
    private long askedNs;
    private long outNs; // when everything was sent, or 0
    private long firstAnswerNs; // or 0
    private long sentBytes;
    private long receivedBytes;

    /** @param parameters the flat vector, into which answers with parameters go */
    public Client(Placement placement, MemorySegment parameters) {
        this.placement = placement;
        this.parameters = parameters;
        placement.servers().forEach(server -> dialogues.add(new Dialogue(server, placement.ranges(server))));
    }

    /** Those who have not answered are asked again. */
    @Override
    public void open(Collectives collectives) {
        Ring ring = collectives.ring();
        wire = new Wire(ring, new Reception());
        List<Integer> ranks = new ArrayList<>();
        for (Dialogue each : dialogues) {
            each.rank = ring.peers().indexOf(each.server);
            each.coming = null;
            ranks.add(each.rank);
            if (each.isAsked && each.answer == null) {
                ask(each);
            }
        }
        lines = collectives.lines(ranks, wire::onFrame);
    }

    @Override
    public boolean isOpen() {
        return lines.areOpen();
    }

    @Override
    public void close() {
        if (lines != null) {
            lines.close();
            lines = null;
        }
    }

    /** Begins to push gradients; the answers go into the parameters. */
    public void push(MemorySegment gradients, long ofSamples, double itsLossSum) {
        samples = ofSamples;
        lossSum = itsLossSum;
        askAll(Kind.PUSH, gradients, parameters);
    }

    /** Begins to fetch the parameters as they are. */
    public void pull() {
        askAll(Kind.PULL, null, parameters);
    }

    /** Begins to fetch the updater's state, a whole number of vectors as long as the parameters. */
    public void fetchState(MemorySegment into) {
        askAll(Kind.STATE, null, into);
    }

    /** Begins a gathering with all workers; {@link #gathered} has what came of it. */
    public void gather(long[] mine) {
        begin(Kind.GATHER, MemorySegment.ofArray(mine), null);
        ask(dialogues.get(0));
    }

    /** Begins to say that this worker pushes no more. */
    public void retire() {
        askAll(Kind.RETIRE, null, MemorySegment.NULL);
    }

    /** Begins to say that this worker is done with everything. */
    public void done() {
        askAll(Kind.DONE, null, MemorySegment.NULL);
    }

    private void askAll(Kind newKind, MemorySegment newOut, MemorySegment newIn) {
        begin(newKind, newOut, newIn);
        dialogues.forEach(this::ask);
    }

    private void begin(Kind newKind, MemorySegment newOut, MemorySegment newIn) {
        number++;
        kind = newKind;
        out = newOut;
        in = newIn;
        askedNs = System.nanoTime();
        outNs = 0;
        firstAnswerNs = 0;
        for (Dialogue each : dialogues) {
            each.isAsked = false;
            each.answer = null;
            each.coming = null;
            each.going = null;
        }
    }

    private void ask(Dialogue of) {
        of.isAsked = true;
        Payload payload = out == null ? Payload.NONE : payload(of, out);
        long bytes = payload.lengthBytes();
        sentBytes += bytes;
        of.going = new Dispatch(
                Note.request(kind, number, kind == Kind.PUSH ? samples : 0, kind == Kind.PUSH ? lossSum : 0, bytes),
                payload);
    }

    /** A vector's part that is the server's; what is gathered is no vector. */
    private Payload payload(Dialogue of, MemorySegment vector) {
        if (kind == Kind.GATHER || vector.byteSize() == 0) {
            return Payload.whole(vector);
        }
        int slots = Math.toIntExact(vector.byteSize() / Float.BYTES / placement.elements());
        return new Payload(vector, Share.ofSlots(of.ranges, placement.elements(), slots));
    }

    @Override
    public int doWork() {
        int work = lines.poll();
        boolean isAllOut = true;
        for (Dialogue each : dialogues) {
            if (each.going != null) {
                work += each.going.send(wire, lines, each.rank);
                each.going = each.going.isOut() ? null : each.going;
                isAllOut &= each.going == null;
            }
        }
        if (isAllOut && outNs == 0) {
            outNs = System.nanoTime();
        }
        return work;
    }

    public boolean isAnswered() {
        return dialogues.stream().noneMatch(each -> each.isAsked && each.answer == null);
    }

    /** Of a server that has not answered. */
    @Override
    public int awaitedRank() {
        return dialogues.stream()
                .filter(each -> each.isAsked && each.answer == null)
                .mapToInt(each -> each.rank)
                .findFirst()
                .orElse(0);
    }

    /** What came, when all have answered. */
    public Answers answers() {
        long endNs = System.nanoTime();
        long waitNs = Math.max(0, firstAnswerNs - outNs);
        return new Answers(dialogues.get(0).answer, waitNs, endNs - askedNs - waitNs);
    }

    /** What was gathered: as many longs as there were workers, their ids, then each one's values. */
    public MemorySegment gathered() {
        return in;
    }

    /** Bytes of vectors that this worker has sent. */
    public long sentBytes() {
        return sentBytes;
    }

    /** Bytes of vectors that it has received. */
    public long receivedBytes() {
        return receivedBytes;
    }

    private Dialogue at(int rank) {
        return dialogues.stream().filter(each -> each.rank == rank).findFirst().orElseThrow();
    }

    private final class Reception implements Wire.Listener {
        @Override
        public void onNote(int fromRank, Note note) {
            Dialogue of = at(fromRank);
            if (note.number() != number) {
                throw new IllegalStateException("an answer to request " + note.number() + ", asked was " + number);
            }
            firstAnswerNs = firstAnswerNs == 0 ? System.nanoTime() : firstAnswerNs;
            if (kind == Kind.GATHER) {
                in = Arena.ofAuto().allocate(note.lengthBytes(), Long.BYTES);
            }
            of.coming = new Arrival(note, payload(of, in));
            completeIfWhole(of);
        }

        @Override
        public void onPiece(int fromRank, DirectBuffer buffer, int start, int lengthBytes) {
            Dialogue of = at(fromRank);
            of.coming.onPiece(buffer, start, lengthBytes);
            receivedBytes += lengthBytes;
            completeIfWhole(of);
        }

        private void completeIfWhole(Dialogue of) {
            if (of.coming.isWhole()) {
                of.answer = of.coming.note();
                of.coming = null;
            }
        }
    }
}
