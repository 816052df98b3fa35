package io.rondo.peer.serve;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Lines;
import io.rondo.allreduce.Ring;
import io.rondo.peer.central.Part;
import io.rondo.peer.central.Placement;
import io.rondo.peer.central.Post;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * A parameter server's side of its conversations with workers and other servers: takes requests in and hands them to the
 * {@link Seat} of their part. Training thread only; never blocks.
 *
 * <p>A worker that has fallen silent holds up nobody until it is declared dead, but those whom the rule lets wait for it.
 * Then the ring is opened anew without it. A replica that has fallen silent holds up all.
 */
public final class Server implements Side {
    /** Makes cells. */
    public interface Cells {
        /** As the run begins, for all workers of the config. */
        Cell first(Part part);

        /** What is lost, as a checkpoint has it. */
        Cell again(Part part);
    }

    private final int id;
    private final Placement placement;
    private final int copies;
    private final boolean hasRounds;
    private final boolean isPacking;
    private final Cells cells;
    private final Map<Integer, Seat> seats = new TreeMap<>(); // by part
    private final Map<Integer, Seat> coming = new HashMap<>(); // replicas that have not got their copy yet
    private final Map<Integer, Outbox> outboxes = new LinkedHashMap<>(); // by peer
    private final Map<Integer, Arrival> arrivals = new HashMap<>(); // by rank
    private Ring ring;
    private Wire wire;
    private Lines lines; // null while there is no ring
    private Set<Integer> servers = Set.of(); // of this view

    /**
     * @param copies replicas of each part
     * @param hasRounds every worker has a push in each of them
     * @param isPacking vectors from and to workers travel compressed
     */
    public Server(int id, Placement placement, int copies, boolean hasRounds, boolean isPacking, Cells cells) {
        this.id = id;
        this.placement = placement;
        this.copies = copies;
        this.hasRounds = hasRounds;
        this.isPacking = isPacking;
        this.cells = cells;
        for (Part part : placement.parts()) {
            if (part.servers()
                    .subList(0, Math.min(1 + copies, part.servers().size()))
                    .contains(id)) {
                seats.put(part.number(), new Seat(cells.first(part), this::send));
            }
        }
    }

    private void send(int peer, Note note, Payload payload) {
        Outbox outbox = outboxes.get(peer);
        if (outbox == null) {
            return; // a worker that is gone needs no answer
        }
        if (isPacked(peer, note)) {
            Payload packed = Payload.whole(Packing.pack(payload.toPiece()));
            outbox.add(note.ofLength(packed.lengthBytes()), packed);
        } else {
            outbox.add(note, payload);
        }
    }

    private boolean isPacked(int peer, Note note) {
        return isPacking && !servers.contains(peer) && note.kind().hasVectors() && note.lengthBytes() > 0;
    }

    @Override
    public long[] tells() {
        Map<Integer, Long> held = new HashMap<>();
        seats.forEach((part, seat) -> held.put(part, 1 + seat.cell().version()));
        return Table.ofServer(placement.parts().size(), held);
    }

    @Override
    public void open(Collectives collectives, List<long[]> told) {
        ring = collectives.ring();
        Table table = new Table(placement.parts(), placement.servers(), copies, ring, told);
        servers = new HashSet<>(placement.servers());
        servers.retainAll(ring.peers());
        outboxes.clear();
        arrivals.clear();
        coming.clear();
        for (int rank = 0; rank < ring.size(); rank++) {
            if (rank != ring.rank()) {
                outboxes.put(ring.peerAt(rank), new Outbox(rank));
            }
        }
        for (Part part : placement.parts()) {
            sit(part, table);
        }
        wire = new Wire(ring, new Reception());
        List<Integer> ranks = ring.peers().stream()
                .filter(outboxes::containsKey)
                .map(ring.peers()::indexOf)
                .toList();
        lines = collectives.lines(ranks, wire::onFrame);
    }

    private void sit(Part part, Table table) {
        Post post = table.post(part);
        Seat seat = seats.remove(part.number());
        if (post.primary() == id) {
            if (post.isLost()) {
                seat = new Seat(cells.again(part), this::send);
                seat.cell().enter(ring.generation(), table.workers(), (worker, note, bytes) -> {});
                if (hasRounds) {
                    seat.cell().drop(table.pushesToDrop());
                }
            }
            seats.put(part.number(), seat);
            seat.serve(ring.generation(), post, table.workers());
        } else if (post.replicas().contains(id)) {
            boolean isBehind = post.behind().contains(id);
            Seat follower = isBehind ? new Seat(cells.first(part), this::send) : seat;
            follower.follow(ring.generation(), post, table.workers());
            (isBehind ? coming : seats).put(part.number(), follower);
        }
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
        for (Outbox outbox : outboxes.values()) {
            work += outbox.send(wire, lines);
        }
        return work;
    }

    @Override
    public int awaitedRank() {
        return -1;
    }

    /** Every worker has said that it is done, or is gone, and has what it asked for; no other server needs this one. */
    public boolean isDone() {
        return coming.isEmpty()
                && seats.values().stream().allMatch(Seat::isDone)
                && outboxes.values().stream().allMatch(Outbox::isEmpty);
    }

    public ServerSummary summary() {
        return ServerSummary.sum(seats.values().stream()
                .filter(Seat::isServing)
                .map(seat -> seat.cell().shard().summary())
                .toList());
    }

    /** Updates so far. */
    public long updates() {
        return seats.values().stream()
                .mapToLong(seat -> seat.cell().shard().updates())
                .max()
                .orElse(0);
    }

    private final class Reception implements Wire.Listener {
        @Override
        public void onNote(int fromRank, Note note) {
            boolean isForCell =
                    note.kind() != Kind.COPY && note.kind() != Kind.HAVE && !isPacked(ring.peerAt(fromRank), note);
            MemorySegment room = isForCell
                    ? seats.get(note.part()).room(note.worker(), note)
                    : Arena.ofAuto().allocate(note.lengthBytes(), Long.BYTES);
            arrivals.put(fromRank, new Arrival(note, Payload.whole(room)));
            completeIfWhole(fromRank);
        }

        @Override
        public void onPiece(int fromRank, DirectBuffer buffer, int start, int lengthBytes) {
            arrivals.get(fromRank).onPiece(buffer, start, lengthBytes);
            completeIfWhole(fromRank);
        }

        private void completeIfWhole(int fromRank) {
            if (arrivals.get(fromRank).isWhole()) {
                Arrival arrival = arrivals.remove(fromRank);
                int from = ring.peerAt(fromRank);
                MemorySegment bytes = arrival.payload().memory();
                if (isPacked(from, arrival.note())) {
                    onPacked(from, arrival.note(), Packing.unpack(bytes));
                } else {
                    onWhole(from, arrival.note(), bytes);
                }
            }
        }

        private void onPacked(int from, Note packed, MemorySegment bytes) {
            Note note = packed.ofLength(bytes.byteSize());
            MemorySegment room = seats.get(note.part()).room(note.worker(), note);
            room.copyFrom(bytes);
            onWhole(from, note, room);
        }

        private void onWhole(int from, Note note, MemorySegment bytes) {
            if (note.kind() == Kind.COPY) {
                Seat seat = coming.remove(note.part());
                seats.put(note.part(), seat);
                seat.onCopy(bytes);
            } else if (note.kind() == Kind.HAVE) {
                seats.get(note.part()).onHad(from, note.version());
            } else if (servers.contains(from)) {
                seats.get(note.part()).onPassedOn(note, bytes);
            } else {
                seats.get(note.part()).onRequest(note, bytes);
            }
        }
    }
}
