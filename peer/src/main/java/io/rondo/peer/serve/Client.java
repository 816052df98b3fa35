package io.rondo.peer.serve;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Lines;
import io.rondo.allreduce.Ring;
import io.rondo.peer.central.Part;
import io.rondo.peer.central.Placement;
import io.rondo.peer.central.Share;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agrona.DirectBuffer;

/**
 * A worker's side of its conversations with all servers: one request at a time, cut into the parts of the model, and their answers
 * put together again. Training thread only; never blocks: whoever asks polls until {@link #isAnswered}.
 */
public final class Client implements Side {
    /** One part's side of the request under way. */
    private static final class Dialogue {
        final Part part;
        int server = -1;
        Note answer; // whole, or null
        boolean isAsked;

        Dialogue(Part part) {
            this.part = part;
        }
    }

    private final Placement placement;
    private final int id;
    private final int copies;
    private final List<Dialogue> dialogues = new ArrayList<>(); // by part
    private final Map<Integer, Outbox> outboxes = new LinkedHashMap<>(); // by server
    private final Map<Integer, Arrival> arrivals = new HashMap<>(); // by rank
    private Ring ring;
    private final MemorySegment parameters;
    private final boolean isPacking;
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
    private long savedBytes;
    private long pushes; // begun

    /**
     * @param id of this worker
     * @param copies replicas of each part
     * @param parameters the flat vector, into which answers with parameters go
     * @param isPacking vectors travel compressed
     */
    public Client(int id, Placement placement, int copies, MemorySegment parameters, boolean isPacking) {
        this.id = id;
        this.placement = placement;
        this.copies = copies;
        this.parameters = parameters;
        this.isPacking = isPacking;
        placement.parts().forEach(part -> dialogues.add(new Dialogue(part)));
    }

    @Override
    public long[] tells() {
        boolean isPushing = kind == Kind.PUSH && !isAnswered();
        return Table.ofWorker(dialogues.size(), pushes, isPushing ? pushes - 1 : pushes);
    }

    /** What is not answered is asked again, of who serves it now. */
    @Override
    public void open(Collectives collectives, List<long[]> told) {
        ring = collectives.ring();
        wire = new Wire(ring, new Reception());
        outboxes.clear();
        arrivals.clear();
        List<Integer> ranks = new ArrayList<>();
        for (int server : placement.servers()) {
            int rank = ring.peers().indexOf(server);
            if (rank >= 0) {
                outboxes.put(server, new Outbox(rank));
                ranks.add(rank);
            }
        }
        Table table = new Table(placement.parts(), placement.servers(), copies, ring, told);
        for (Dialogue each : dialogues) {
            each.server = table.post(each.part).primary();
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
        pushes++;
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
        }
    }

    private void ask(Dialogue of) {
        of.isAsked = true;
        Payload payload = out == null ? Payload.NONE : packed(payload(of, out));
        long bytes = payload.lengthBytes();
        sentBytes += bytes;
        Note request = Note.request(
                kind,
                of.part.number(),
                id,
                number,
                kind == Kind.PUSH ? samples : 0,
                kind == Kind.PUSH ? lossSum : 0,
                bytes);
        outboxes.get(of.server).add(request, payload);
    }

    private Payload packed(Payload payload) {
        if (!isPacking || !kind.hasVectors() || payload.lengthBytes() == 0) {
            return payload;
        }
        Payload packed = Payload.whole(Packing.pack(payload.toPiece()));
        savedBytes += payload.lengthBytes() - packed.lengthBytes();
        return packed;
    }

    /** A vector's part that is the part's; what is gathered is no vector. */
    private Payload payload(Dialogue of, MemorySegment vector) {
        if (kind == Kind.GATHER || vector.byteSize() == 0) {
            return Payload.whole(vector);
        }
        int slots = Math.toIntExact(vector.byteSize() / Float.BYTES / placement.elements());
        return new Payload(vector, Share.ofSlots(of.part.ranges(), placement.elements(), slots));
    }

    @Override
    public int doWork() {
        int work = lines.poll();
        boolean isAllOut = true;
        for (Outbox outbox : outboxes.values()) {
            work += outbox.send(wire, lines);
            isAllOut &= outbox.isEmpty();
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
                .mapToInt(each -> ring.peers().indexOf(each.server))
                .findFirst()
                .orElse(0);
    }

    /** What came, when all have answered. */
    public Answers answers() {
        long endNs = System.nanoTime();
        long waitNs = Math.max(0, firstAnswerNs - outNs);
        Note first = dialogues.get(0).answer;
        return new Answers(first, mostSamples(), waitNs, endNs - askedNs - waitNs);
    }

    /** A part that went back to a checkpoint has counted less than the others. */
    private Note mostSamples() {
        return dialogues.stream()
                .map(each -> each.answer)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(Note::samples))
                .orElseThrow();
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

    /** Bytes that packing has saved it, of both. */
    public long savedBytes() {
        return savedBytes;
    }

    private final class Reception implements Wire.Listener {
        @Override
        public void onNote(int fromRank, Note note) {
            if (note.number() != number) {
                throw new IllegalStateException("an answer to request " + note.number() + ", asked was " + number);
            }
            firstAnswerNs = firstAnswerNs == 0 ? System.nanoTime() : firstAnswerNs;
            if (kind == Kind.GATHER) {
                in = Arena.ofAuto().allocate(note.lengthBytes(), Long.BYTES);
            }
            boolean isPacked = isPacking && kind.hasVectors() && note.lengthBytes() > 0;
            Payload to = isPacked
                    ? Payload.whole(Arena.ofAuto().allocate(note.lengthBytes()))
                    : payload(dialogues.get(note.part()), in);
            arrivals.put(fromRank, new Arrival(note, to));
            completeIfWhole(fromRank);
        }

        @Override
        public void onPiece(int fromRank, DirectBuffer buffer, int start, int lengthBytes) {
            arrivals.get(fromRank).onPiece(buffer, start, lengthBytes);
            receivedBytes += lengthBytes;
            completeIfWhole(fromRank);
        }

        private void completeIfWhole(int fromRank) {
            if (arrivals.get(fromRank).isWhole()) {
                Arrival arrival = arrivals.remove(fromRank);
                Note answer = arrival.note();
                Dialogue of = dialogues.get(answer.part());
                if (isPacking && kind.hasVectors() && answer.lengthBytes() > 0) {
                    MemorySegment piece = Packing.unpack(arrival.payload().memory());
                    savedBytes += piece.byteSize() - answer.lengthBytes();
                    payload(of, in).fromPiece(piece);
                }
                of.answer = answer;
            }
        }
    }
}
