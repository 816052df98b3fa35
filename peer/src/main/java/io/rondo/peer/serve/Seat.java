package io.rondo.peer.serve;

import io.rondo.peer.central.Post;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * One server's place at one part of the model, in one view after the other: it serves the part, or is its replica. So no
 * update that a worker knows of is lost while one of them lives:
 *
 * <pre>
 *   worker ── request ──► serving cell: version v ── the same request, v ──► replica's cell: version v
 *   worker ◄── answer ─── held back               ◄──────── have v ──────── (each of them)
 * </pre>
 *
 * <p>What the serving one did and told nobody of may be lost with it: those workers ask the next one again, which knows by
 * the requests' numbers what it has applied already. Knows no wire and no clock.
 */
final class Seat {
    private record Held(long version, Note note, MemorySegment bytes) {}

    private final Cell cell;
    private final Outlet outlet;
    private final Map<Integer, Long> had = new HashMap<>(); // versions by replica; empty, of a replica
    private final Queue<Held> held = new ArrayDeque<>(); // answers
    private Post post;
    private boolean isServing;

    Seat(Cell cell, Outlet outlet) {
        this.cell = cell;
        this.outlet = outlet;
    }

    /** A view begins in which this server has this part to serve. */
    void serve(int generation, Post newPost, Collection<Integer> workers) {
        post = newPost;
        isServing = true;
        held.clear();
        had.clear();
        long before = cell.version();
        newPost.replicas().forEach(replica -> had.put(replica, newPost.behind().contains(replica) ? -1 : before));
        cell.enter(generation, workers, (worker, note, bytes) -> held.add(new Held(note.version(), note, bytes)));
        if (!newPost.behind().isEmpty()) {
            MemorySegment copy = cell.save();
            Note note = Note.between(Kind.COPY, part(), cell.version(), copy.byteSize());
            newPost.behind().forEach(replica -> outlet.send(replica, note, Payload.whole(copy)));
        }
        release();
    }

    /** A view begins in which this server is a replica. */
    void follow(int generation, Post newPost, Collection<Integer> workers) {
        post = newPost;
        isServing = false;
        held.clear();
        had.clear();
        cell.enter(generation, workers, (worker, note, bytes) -> {});
    }

    MemorySegment room(int worker, Note note) {
        return cell.room(worker, note);
    }

    /** A worker's request is here, in whole. */
    void onRequest(Note request, MemorySegment bytes) {
        int worker = request.worker();
        boolean isChange = cell.isChange(worker, request);
        cell.perform(worker, request, bytes);
        if (isChange) {
            Note passedOn = request.as(cell.version());
            post.replicas().forEach(replica -> outlet.send(replica, passedOn, Payload.whole(bytes)));
        }
        release();
    }

    /** What the serving one passes on. */
    void onPassedOn(Note request, MemorySegment bytes) {
        cell.perform(request.worker(), request, bytes);
        if (cell.version() != request.version()) {
            throw new IllegalStateException("a replica of part " + part() + " is at version " + cell.version()
                    + ", its server at " + request.version());
        }
        tellVersion();
    }

    /** All of the part, as the serving one has it. */
    void onCopy(MemorySegment copy) {
        cell.restore(copy);
        tellVersion();
    }

    private void tellVersion() {
        outlet.send(post.primary(), Note.between(Kind.HAVE, part(), cell.version(), 0), Payload.NONE);
    }

    /** A replica has this version. */
    void onHad(int replica, long version) {
        had.put(replica, version);
        release();
    }

    /** Answers go out in their order, each when all replicas have what it tells of. */
    private void release() {
        long everywhere = had.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        while (!held.isEmpty() && held.peek().version() <= everywhere) {
            Held answer = held.remove();
            outlet.send(answer.note().worker(), answer.note(), Payload.whole(answer.bytes()));
        }
    }

    private int part() {
        return cell.part();
    }

    Cell cell() {
        return cell;
    }

    boolean isServing() {
        return isServing;
    }

    /** No worker wants anything more of it. */
    boolean isDone() {
        return cell.isDone() && held.isEmpty();
    }
}
