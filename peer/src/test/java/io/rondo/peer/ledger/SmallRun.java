package io.rondo.peer.ledger;

import io.rondo.peer.ledger.LedgerEntry.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Ledgers of a run of up to 3 peers over 12 samples: each step takes 6 of them, in their order, in even shares, so that
 * an epoch has 2 steps. Line 1 of a file is the header, step s is in line s + 2 of an undisturbed one.
 */
public final class SmallRun {
    public static final int SAMPLES = 12;
    private static final int A_STEP = 6;

    private final Path directory;

    public SmallRun(Path directory) {
        this.directory = directory;
    }

    public static LedgerEntry entry(long step, int generation, int... peers) {
        int begin = (int) (step % 2) * A_STEP;
        int each = A_STEP / peers.length;
        List<Share> shares = IntStream.range(0, peers.length)
                .mapToObj(rank -> new Share(
                        peers[rank],
                        IntStream.range(begin + rank * each, begin + (rank + 1) * each)
                                .toArray()))
                .toList();
        return new LedgerEntry(step, (int) (step / 2), generation, A_STEP, 1000 + step, shares);
    }

    /** Peers 0, 1 and 2 commit steps 0 to {@code steps - 1} in generation 0. */
    public SmallRun of3Peers(int steps) {
        for (int peer = 0; peer < 3; peer++) {
            commit(
                    peer,
                    0,
                    IntStream.range(0, steps)
                            .mapToObj(step -> entry(step, 0, 0, 1, 2))
                            .toList());
        }
        return this;
    }

    /** An incarnation of a peer. */
    public void commit(int peer, long fromStep, List<LedgerEntry> entries) {
        try (Ledger ledger = Ledger.open(directory, peer, SAMPLES, true, fromStep)) {
            entries.forEach(ledger::append);
        }
    }

    /** Changes a file's text. */
    public void edit(int peer, UnaryOperator<String> change) throws IOException {
        Path file = file(peer);
        Files.writeString(file, change.apply(Files.readString(file)));
    }

    /** In all three files. */
    public void editAll(UnaryOperator<String> change) throws IOException {
        for (int peer = 0; peer < 3; peer++) {
            edit(peer, change);
        }
    }

    public Path file(int peer) {
        return directory.resolve("ledger-" + peer + ".jsonl");
    }
}
