package io.rondo.peer.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.central.Part;
import io.rondo.peer.central.Post;
import io.rondo.peer.central.Range;
import io.rondo.peer.central.Rules;
import io.rondo.peer.central.Staleness;
import io.rondo.peer.config.BoundConfig;
import io.rondo.peer.config.CentralConfig;
import io.rondo.peer.config.ConsistencyName;
import io.rondo.peer.config.PackingConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;

/**
 * One part of a model, its servers and some workers, with lines on which messages take as long as chance will have it. Each
 * push of worker w adds 1 to element w: so the parameters are the ledger of what was applied, and how often.
 */
final class SimulatedServers {
    private static final List<Integer> WORKERS = List.of(0, 1, 2);
    private static final List<Integer> SERVERS = List.of(10, 11, 12, 13);
    private static final Part PART = new Part(0, SERVERS, List.of(new Range(0, 4)));
    private static final long BYTES = 4L * Float.BYTES;
    private static final int PUSHES = 40;
    private static final int STEPS_BETWEEN_KILLS = 30;

    private record Line(int from, int to) {}

    private record Message(Note note, MemorySegment bytes) {}

    private static final class Worker {
        long begun;
        long answered;
        long dropped;
        boolean waits;
    }

    private final int seed;
    private final Random random;
    private final ConsistencyName rule;
    private final int copies;
    private boolean mayLose;
    private int losses;
    private int generation;
    private Post post;
    private final Map<Integer, Worker> workers = new TreeMap<>(); // those that live
    private final Map<Integer, Seat> seats = new TreeMap<>(); // of servers that live and hold the part
    private final Map<Integer, Seat> coming = new TreeMap<>();
    private final List<Integer> alive = new ArrayList<>(SERVERS);
    private final Map<Seat, MemorySegment> parameters = new HashMap<>();
    private final Map<Line, Queue<Message>> lines = new LinkedHashMap<>();

    SimulatedServers(int seed, ConsistencyName rule, int copies) {
        this.seed = seed;
        this.random = new Random(seed);
        this.rule = rule;
        this.copies = copies;
        WORKERS.forEach(worker -> workers.put(worker, new Worker()));
        SERVERS.subList(0, 1 + copies).forEach(server -> seats.put(server, seat(server)));
        enter();
    }

    SimulatedServers thatLosesServers() {
        mayLose = true;
        return this;
    }

    private Seat seat(int server) {
        MemorySegment own = Arena.ofAuto().allocate(BYTES, Long.BYTES);
        CentralConfig config = new CentralConfig(
                1,
                rule,
                BoundConfig.fixed(2),
                rule == ConsistencyName.BACKUP ? 1 : 0,
                CentralConfig.GradientSum.SUM,
                copies,
                CentralConfig.Restore.CHECKPOINT,
                100,
                PackingConfig.NONE,
                List.of());
        Shard shard = new Shard(
                WORKERS,
                BYTES,
                Rules.of(config, WORKERS, Staleness.fixed(2)),
                Staleness.fixed(2),
                new CanonicalSum(PART.ranges(), new int[] {0, 4}),
                (mean, step) -> add(mean, own),
                new UpdateSchedule(3),
                true);
        shard.goOnFrom(0, 0);
        Cell cell = new Cell(0, WORKERS, shard, own, MemorySegment.NULL);
        Seat seat = new Seat(cell, (peer, note, payload) -> send(server, peer, note, payload.memory()));
        parameters.put(seat, own);
        return seat;
    }

    private static void add(MemorySegment mean, MemorySegment to) {
        for (int i = 0; i < 4; i++) {
            to.setAtIndex(ValueLayout.JAVA_FLOAT, i, Math.round(at(to, i) + at(mean, i)));
        }
    }

    private static float at(MemorySegment vector, int index) {
        return vector.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    /** The bytes are read when they arrive: until then they must stay as they are. */
    private void send(int from, int to, Note note, MemorySegment bytes) {
        lines.computeIfAbsent(new Line(from, to), line -> new ArrayDeque<>()).add(new Message(note, bytes));
    }

    /** All that was on its way is lost; whoever lives agrees on who serves. */
    private void enter() {
        generation++;
        lines.clear();
        coming.clear();
        Map<Integer, Long> held = new HashMap<>();
        alive.forEach(server -> held.put(
                server, seats.containsKey(server) ? 1 + seats.get(server).cell().version() : Post.NOTHING));
        post = Post.of(PART, held, copies);
        List<Integer> there = List.copyOf(workers.keySet());
        for (int server : alive) {
            Seat seat = seats.remove(server);
            if (server == post.primary()) {
                Seat serving = post.isLost() ? anew(server, there) : seat;
                seats.put(server, serving);
                serving.serve(generation, post, there);
            } else if (post.replicas().contains(server)) {
                Seat follower = post.behind().contains(server) ? seat(server) : seat;
                follower.follow(generation, post, there);
                (post.behind().contains(server) ? coming : seats).put(server, follower);
            }
        }
        workers.forEach((id, worker) -> {
            if (worker.waits) {
                ask(id, worker);
            }
        });
    }

    private Seat anew(int server, List<Integer> there) {
        losses++;
        Seat seat = seat(server);
        seat.cell().enter(generation, there, (worker, note, bytes) -> {});
        if (rule == ConsistencyName.BSP) {
            long furthest = workers.values().stream()
                    .mapToLong(each -> each.begun)
                    .max()
                    .orElse(0);
            Map<Integer, Long> drop = new HashMap<>();
            workers.forEach((id, worker) -> drop.put(id, furthest - worker.answered));
            seat.cell().drop(drop);
        }
        return seat;
    }

    private void ask(int id, Worker worker) {
        MemorySegment gradient = Arena.ofAuto().allocate(BYTES, Long.BYTES);
        gradient.setAtIndex(ValueLayout.JAVA_FLOAT, id, 1);
        send(id, post.primary(), Note.request(Kind.PUSH, 0, id, worker.begun, 1, 0, BYTES), gradient);
    }

    void runWithKills() {
        int kills = 0;
        for (int step = 0; !isOver(); step++) {
            assertThat(step).as("seed %d: it hangs", seed).isLessThan(100_000);
            boolean isSafe = coming.isEmpty() && (copies > 0 || mayLose);
            if (isSafe && kills < 3 && step > 20 && random.nextInt(STEPS_BETWEEN_KILLS) == 0) {
                kill(kills++);
            } else {
                stepOnce();
            }
        }
    }

    /** A server, one that holds the part if chance will have it; the last time a worker, with it or alone. */
    private void kill(int kills) {
        if (alive.size() > 1) {
            List<Integer> holders = new ArrayList<>(seats.keySet());
            int victim = mayLose || random.nextBoolean()
                    ? holders.get(random.nextInt(holders.size()))
                    : alive.get(random.nextInt(alive.size()));
            alive.remove((Integer) victim);
            seats.remove(victim);
        }
        if (kills == 2 && !mayLose) {
            workers.remove(random.nextInt(WORKERS.size()));
        }
        enter();
    }

    private void stepOnce() {
        List<Integer> idle = workers.entrySet().stream()
                .filter(each -> !each.getValue().waits && each.getValue().begun < PUSHES)
                .map(Map.Entry::getKey)
                .toList();
        List<Line> busy = lines.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (idle.isEmpty() && busy.isEmpty()) {
            retireThoseThatAreThrough();
            return;
        }
        int chosen = random.nextInt(idle.size() + busy.size());
        if (chosen < idle.size()) {
            Worker worker = workers.get(idle.get(chosen));
            worker.begun++;
            worker.waits = true;
            ask(idle.get(chosen), worker);
        } else {
            Line line = busy.get(chosen - idle.size());
            deliver(line, lines.get(line).remove());
        }
    }

    /** As workers do at their ends, so that nobody waits for them. */
    private void retireThoseThatAreThrough() {
        workers.forEach((id, worker) -> {
            if (!worker.waits) {
                send(id, post.primary(), Note.request(Kind.RETIRE, 0, id, PUSHES + 1, 0, 0, 0), MemorySegment.NULL);
            }
        });
    }

    private void deliver(Line line, Message message) {
        Note note = message.note();
        if (workers.containsKey(line.to())) {
            if (note.kind() == Kind.PUSH) {
                onAnswer(line.to(), note, message.bytes());
            }
        } else if (note.kind() == Kind.COPY) {
            Seat seat = coming.remove(line.to());
            seats.put(line.to(), seat);
            seat.onCopy(message.bytes());
        } else if (note.kind() == Kind.HAVE) {
            seats.get(line.to()).onHad(line.from(), note.version());
        } else {
            Seat seat = seats.get(line.to());
            MemorySegment room = seat.room(note.worker(), note);
            room.copyFrom(message.bytes());
            if (alive.contains(line.from())) {
                seat.onPassedOn(note, room);
            } else {
                seat.onRequest(note, room);
            }
        }
    }

    private void onAnswer(int id, Note note, MemorySegment bytes) {
        Worker worker = workers.get(id);
        assertThat(note.number()).as("seed %d worker %d", seed, id).isEqualTo(worker.begun);
        worker.waits = false;
        worker.answered++;
        worker.dropped += note.isDropped() ? 1 : 0;
        if (!mayLose) {
            assertThat((long) at(bytes, id))
                    .as("seed %d: updates of worker %d after answer %d", seed, id, note.number())
                    .isEqualTo(worker.answered - worker.dropped);
        }
    }

    private boolean isOver() {
        boolean areThrough = workers.values().stream().allMatch(each -> each.answered == PUSHES);
        return areThrough && lines.values().stream().allMatch(Queue::isEmpty);
    }

    int losses() {
        return losses;
    }

    void assertAllAreAnswered() {
        assertThat(workers.values()).as("seed %d", seed).allMatch(each -> each.answered == PUSHES);
    }

    /** Each answered push of those that live is in the parameters once, on every server that has them. */
    void assertAllIsCounted() {
        assertAllAreAnswered();
        assertThat(seats).as("seed %d", seed).hasSize(Math.min(1 + copies, alive.size()));
        seats.forEach((server, seat) -> workers.forEach((id, worker) -> assertThat((long) at(parameters.get(seat), id))
                .as("seed %d: updates of worker %d on server %d", seed, id, server)
                .isEqualTo(PUSHES - worker.dropped)));
    }
}
