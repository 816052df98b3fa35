package io.rondo.peer.ledger;

import java.util.ArrayList;
import java.util.List;

/** Sentences about ledgers: the first few, and how many there were. */
public final class Findings {
    private static final int KEPT = 10;

    private final List<String> first = new ArrayList<>();
    private long count;

    void add(String sentence) {
        if (first.size() < KEPT) {
            first.add(sentence);
        }
        count++;
    }

    /** At most ten. */
    public List<String> first() {
        return List.copyOf(first);
    }

    public long count() {
        return count;
    }
}
