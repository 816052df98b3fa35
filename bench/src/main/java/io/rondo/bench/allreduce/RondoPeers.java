package io.rondo.bench.allreduce;

import io.rondo.allreduce.Seat;
import io.rondo.bench.process.Child;
import io.rondo.bench.process.Line;
import io.rondo.peer.RondoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rondo's ranks. They start once, and whoever fails fails all. */
final class RondoPeers implements Contestant {
    private static final Duration START_DEADLINE = Duration.ofSeconds(90);
    private static final Duration SLICE_DEADLINE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final String label;
    private final List<Child> peers = new ArrayList<>();

    private RondoPeers(String label) {
        this.label = label;
    }

    /**
     * Starts the ranks and waits for their ring.
     *
     * @param label of the group, unique among those of a run
     * @param directories the run's; the peers remove them when we are gone
     */
    static RondoPeers start(String label, int ranks, Workload workload, Sweep sweep, RunDirectories directories) {
        RondoPeers group = new RondoPeers(label);
        List<Seat> seats = HostSpec.seats(workload.hosts(), ranks);
        for (int rank = 0; rank < ranks; rank++) {
            group.peers.add(Child.start(
                    "rank " + rank,
                    prefix(rank, ranks, workload),
                    AllReducePeer.class,
                    AllReducePeer.arguments(label, rank, seats, workload, sweep, directories)));
        }
        group.awaitAll("ready", START_DEADLINE);
        return group;
    }

    private static List<String> prefix(int rank, int ranks, Workload workload) {
        List<String> prefix =
                new ArrayList<>(HostSpec.of(rank, ranks, workload.hosts()).prefix());
        if (workload.binding() == Binding.CORE) {
            prefix.addAll(Cores.prefix(rank));
        }
        return prefix;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Timings run(Slice slice) {
        Line line = slice.toLine();
        peers.forEach(peer -> peer.send(line));
        return Timings.ofRanks(awaitAll("ran", SLICE_DEADLINE));
    }

    /** Looks at all in turns: the one that fails is named at once, not the one that waits for it. */
    private List<Line> awaitAll(String event, Duration patience) {
        Line[] answers = new Line[peers.size()];
        long deadlineNs = System.nanoTime() + patience.toNanos();
        while (Arrays.asList(answers).contains(null)) {
            for (int rank = 0; rank < answers.length; rank++) {
                if (answers[rank] == null) {
                    answers[rank] = peers.get(rank).poll(event, LOOK);
                }
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new RondoException("not every rank was " + event + " within " + patience.toSeconds() + " s");
            }
        }
        return List.of(answers);
    }

    @Override
    public void close() {
        peers.forEach(Child::close);
    }
}
