package io.rondo.peer.serve;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Lines;
import io.rondo.allreduce.Ring;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * A parameter server's side of its conversations with the workers: takes requests in, has the {@link Shard} apply them,
 * answers when the rule allows it. Training thread only; never blocks.
 *
 * <p>A worker that has fallen silent holds up nobody until it is declared dead, but those whom the rule lets wait for it.
 * Then the ring is opened anew without it.
 */
public final class Server implements Side {
    private final Shard shard;
    private final MemorySegment parameters;
    private final MemorySegment updaterState;
    private final Map<Integer, Conversation> conversations = new LinkedHashMap<>(); // by worker, those that are there
    private final Map<Integer, Conversation> byRank = new LinkedHashMap<>();
    private int generation;
    private int committedIn;
    private Wire wire;
    private Lines lines; // null while there is no ring
    private MemorySegment lastGathered = MemorySegment.NULL;

    /**
     * @param workers their ids, in the order of the ring
     * @param parameters the share, which the shard updates
     * @param updaterState of the share
     */
    Server(Collection<Integer> workers, Shard shard, MemorySegment parameters, MemorySegment updaterState) {
        this.shard = shard;
        this.parameters = parameters;
        this.updaterState = updaterState;
        workers.forEach(worker -> conversations.put(worker, new Conversation(worker, -1)));
    }

    @Override
    public void open(Collectives collectives) {
        Ring ring = collectives.ring();
        generation = ring.generation();
        byRank.clear();
        for (Conversation each : List.copyOf(conversations.values())) {
            int rank = ring.peers().indexOf(each.worker());
            if (rank < 0) {
                conversations.remove(each.worker());
                shard.remove(each.worker());
            } else {
                each.reopen(rank);
                byRank.put(rank, each);
            }
        }
        wire = new Wire(ring, new Reception());
        lines = collectives.lines(List.copyOf(byRank.keySet()), wire::onFrame);
        settle();
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

    @Override
    public int doWork() {
        int work = lines.poll();
        for (Conversation each : byRank.values()) {
            if (each.going() != null) {
                work += each.going().send(wire, lines, each.rank());
                if (each.going().isOut()) {
                    each.isOut();
                }
            }
        }
        return work;
    }

    @Override
    public int awaitedRank() {
        return -1;
    }

    /** Every worker has said that it is done, or is gone, and has what it asked for. */
    public boolean isDone() {
        return conversations.values().stream().allMatch(each -> each.isDone() && each.going() == null);
    }

    /** Workers that are there. */
    public int workers() {
        return conversations.size();
    }

    public ServerSummary summary() {
        return shard.summary();
    }

    /** Updates so far. */
    public long updates() {
        return shard.updates();
    }

    private void onRequest(Conversation of) {
        Arrival request = of.coming();
        boolean isNew = of.isNew();
        of.begins(null);
        if (isNew || of.wasAnswered()) {
            perform(of, request.note(), request.payload().memory(), isNew);
        }
    }

    private void perform(Conversation of, Note request, MemorySegment bytes, boolean isNew) {
        switch (request.kind()) {
            case PUSH -> {
                if (isNew) {
                    shard.push(of.worker(), request.samples(), request.lossSum());
                    settle();
                } else {
                    answer(of, Kind.PUSH, parameters);
                }
            }
            case PULL -> answer(of, Kind.PULL, parameters);
            case STATE -> answer(of, Kind.STATE, updaterState);
            case GATHER -> {
                if (isNew) {
                    of.gathers(bytes);
                    gather();
                } else {
                    answer(of, Kind.GATHER, lastGathered);
                }
            }
            case RETIRE -> {
                shard.retire(of.worker());
                answer(of, Kind.RETIRE, MemorySegment.NULL);
                settle();
            }
            case DONE -> {
                of.becomeDone();
                shard.retire(of.worker());
                answer(of, Kind.DONE, MemorySegment.NULL);
                settle();
            }
            default -> throw new IllegalStateException("a request that nobody answers: " + request);
        }
    }

    /** Whatever has become possible. */
    private void settle() {
        long before = shard.updates();
        for (int worker : shard.settle()) {
            answer(conversations.get(worker), Kind.PUSH, parameters);
        }
        committedIn = shard.updates() > before || committedIn == 0 ? generation : committedIn;
        gather();
    }

    private void answer(Conversation to, Kind kind, MemorySegment bytes) {
        boolean isDropped = kind == Kind.PUSH && shard.isDropped(to.worker());
        Note note = new Note(
                kind,
                to.newest(),
                isDropped,
                committedIn,
                shard.samples(),
                shard.lossSum(),
                shard.updates(),
                bytes.byteSize());
        to.answer(new Dispatch(note, Payload.whole(bytes)));
    }

    /** Answers a gathering when every worker has said its part: first who they are, then each one's values. */
    private void gather() {
        List<Conversation> all =
                conversations.values().stream().filter(each -> !each.isDone()).toList();
        if (all.isEmpty() || all.stream().anyMatch(each -> each.gathered() == null)) {
            return;
        }
        long partBytes = all.get(0).gathered().byteSize();
        lastGathered = Arena.ofAuto().allocate(all.size() * (partBytes + Long.BYTES), Long.BYTES);
        for (int i = 0; i < all.size(); i++) {
            lastGathered.setAtIndex(ValueLayout.JAVA_LONG, i, all.get(i).worker());
            long at = (long) all.size() * Long.BYTES + i * partBytes;
            MemorySegment.copy(all.get(i).gathered(), 0, lastGathered, at, partBytes);
        }
        for (Conversation each : all) {
            each.gathers(null);
            answer(each, Kind.GATHER, lastGathered);
        }
    }

    private final class Reception implements Wire.Listener {
        @Override
        public void onNote(int fromRank, Note note) {
            Conversation of = byRank.get(fromRank);
            boolean isNewPush = note.kind() == Kind.PUSH && note.number() > of.newest();
            // What is pushed again was here whole before: it is not written over what waits for its round.
            MemorySegment room =
                    isNewPush ? shard.inbox(of.worker()) : Arena.ofAuto().allocate(note.lengthBytes(), Long.BYTES);
            of.begins(new Arrival(note, Payload.whole(room)));
            completeIfWhole(of);
        }

        @Override
        public void onPiece(int fromRank, DirectBuffer buffer, int start, int lengthBytes) {
            Conversation of = byRank.get(fromRank);
            of.coming().onPiece(buffer, start, lengthBytes);
            completeIfWhole(of);
        }

        private void completeIfWhole(Conversation of) {
            if (of.coming().isWhole()) {
                onRequest(of);
            }
        }
    }
}
