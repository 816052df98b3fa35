package io.rondo.peer.serve;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A part of the model as a state machine: workers' requests go in one after the other, answers come out. It knows no
 * wire and no clock, so that two cells that are given the same requests in the same order are the same: one serves, the
 * other is its replica. {@link #version} counts the requests that changed it.
 */
public final class Cell {
    /** Is told what a worker is to be answered. */
    @FunctionalInterface
    interface Answers {
        void onAnswer(int worker, Note note, MemorySegment bytes);
    }

    private final int part;
    private final Shard shard;
    private final MemorySegment parameters;
    private final MemorySegment updaterState;
    private final Map<Integer, Conversation> conversations = new LinkedHashMap<>(); // by worker, those that are there
    private final Set<Integer> told = new HashSet<>(); // workers that have got their newest answer in this view
    private MemorySegment lastGathered = MemorySegment.NULL;
    private long version;
    private int generation;
    private int committedIn;
    private long updatesBefore;
    private Answers answers = (worker, note, bytes) -> {};

    /**
     * @param workers their ids, in the order of the ring
     * @param parameters the part, which the shard updates
     * @param updaterState of the part
     */
    Cell(int part, Collection<Integer> workers, Shard shard, MemorySegment parameters, MemorySegment updaterState) {
        this.part = part;
        this.shard = shard;
        this.parameters = parameters;
        this.updaterState = updaterState;
        this.updatesBefore = shard.updates();
        workers.forEach(worker -> conversations.put(worker, new Conversation(worker)));
    }

    /**
     * A view begins: those that are not in it are removed. What follows for the others is told to nobody: whoever waits asks
     * again.
     */
    void enter(int newGeneration, Collection<Integer> there, Answers newAnswers) {
        generation = newGeneration;
        answers = (worker, note, bytes) -> {};
        for (int worker : List.copyOf(conversations.keySet())) {
            if (!there.contains(worker)) {
                conversations.remove(worker);
                shard.remove(worker);
            }
        }
        settle();
        told.clear();
        answers = newAnswers;
    }

    /** It begins anew while workers are in the middle of rounds: so many more pushes of theirs belong to lost ones. */
    void drop(Map<Integer, Long> pushes) {
        pushes.forEach((worker, count) -> conversations.get(worker).drops(count));
    }

    /** Where a request's bytes are to be written. What was here whole before is not written over. */
    MemorySegment room(int worker, Note note) {
        boolean isNewPush = note.kind() == Kind.PUSH
                && note.number() > conversations.get(worker).newest();
        return isNewPush ? shard.inbox(worker) : Arena.ofAuto().allocate(note.lengthBytes(), Long.BYTES);
    }

    /** Whether the request changes the cell: replicas need it then. */
    boolean isChange(int worker, Note request) {
        return request.kind().changes()
                && request.number() > conversations.get(worker).newest();
    }

    /** A request has come whole, its bytes where they were to be. */
    void perform(int worker, Note request, MemorySegment bytes) {
        Conversation of = conversations.get(worker);
        boolean isNew = request.number() > of.newest();
        if (isChange(worker, request)) {
            version++;
        }
        if (isNew) {
            of.begins(request.number());
            told.remove(worker);
            performNew(of, request, bytes);
        } else if (of.isAnswered() && !told.contains(worker)) {
            answer(of, request.kind());
        }
    }

    private void performNew(Conversation of, Note request, MemorySegment bytes) {
        switch (request.kind()) {
            case PUSH -> push(of, request);
            case GATHER -> {
                of.gathers(bytes);
                gather();
            }
            case RETIRE -> {
                shard.retire(of.worker());
                answer(of, Kind.RETIRE);
                settle();
            }
            case DONE -> {
                of.becomeDone();
                shard.retire(of.worker());
                answer(of, Kind.DONE);
                settle();
            }
            default -> answer(of, request.kind());
        }
    }

    private void push(Conversation of, Note request) {
        if (of.pushesToDrop() > 0) {
            of.drops(of.pushesToDrop() - 1);
            answer(of, Kind.PUSH);
        } else {
            shard.push(of.worker(), request.samples(), request.lossSum());
            settle();
        }
    }

    /** Whatever has become possible. */
    private void settle() {
        List<Integer> released = shard.settle();
        committedIn = shard.updates() > updatesBefore || committedIn == 0 ? generation : committedIn;
        updatesBefore = shard.updates();
        released.forEach(worker -> answer(conversations.get(worker), Kind.PUSH));
        gather();
    }

    private void answer(Conversation to, Kind kind) {
        MemorySegment bytes = switch (kind) {
            case PUSH, PULL -> parameters;
            case STATE -> updaterState;
            case GATHER -> lastGathered;
            default -> MemorySegment.NULL;
        };
        boolean isDropped = kind == Kind.PUSH && shard.isDropped(to.worker());
        to.becomeAnswered();
        told.add(to.worker());
        answers.onAnswer(
                to.worker(),
                new Note(
                        kind,
                        part,
                        to.worker(),
                        version,
                        to.newest(),
                        isDropped,
                        committedIn,
                        shard.samples(),
                        shard.lossSum(),
                        shard.updates(),
                        bytes.byteSize()),
                bytes);
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
            answer(each, Kind.GATHER);
        }
    }

    /** Every worker has said that it is done, or is gone. */
    boolean isDone() {
        return conversations.values().stream().allMatch(Conversation::isDone);
    }

    /** Requests that have changed it. */
    long version() {
        return version;
    }

    int part() {
        return part;
    }

    Shard shard() {
        return shard;
    }

    List<Integer> workers() {
        return List.copyOf(conversations.keySet());
    }

    /** All of it, for a cell with the same workers to {@link #restore}. */
    MemorySegment save() {
        CellImage image = new CellImage();
        image.put(version, committedIn);
        for (Conversation each : conversations.values()) {
            image.put(each.newest(), each.isAnswered() ? 1 : 0, each.isDone() ? 1 : 0, each.pushesToDrop());
            image.put(each.gathered() != null ? 1 : 0);
            image.put(each.gathered() == null ? MemorySegment.NULL : each.gathered());
        }
        image.put(lastGathered);
        shard.save(image);
        image.put(parameters);
        image.put(updaterState);
        return image.whole();
    }

    void restore(MemorySegment saved) {
        CellImage.Reader image = new CellImage.Reader(saved);
        version = image.number();
        committedIn = (int) image.number();
        for (Conversation each : new ArrayList<>(conversations.values())) {
            long newest = image.number();
            boolean isAnswered = image.number() == 1;
            boolean isDone = image.number() == 1;
            long toDrop = image.number();
            boolean gathers = image.number() == 1;
            MemorySegment gathered = image.memory();
            each.restore(newest, isAnswered, isDone, gathers ? gathered : null, toDrop);
        }
        lastGathered = image.memory();
        shard.restore(image);
        updatesBefore = shard.updates();
        image.read(parameters);
        image.read(updaterState);
    }
}
