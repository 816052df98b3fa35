package io.rondo.peer.data.deal;

import java.util.List;

/**
 * Where training stands in its data: all that a checkpoint needs to go on with the very next sample.
 *
 * @param epoch from 0
 * @param place how many samples of the epoch's order have been dealt
 * @param rings the rings that this epoch was dealt to, in order; only the partition schemes need it
 */
public record DataCursor(int epoch, int place, List<RingPart> rings) {
    public DataCursor {
        rings = List.copyOf(rings);
    }

    /** The beginning of everything. */
    public static DataCursor start() {
        return new DataCursor(0, 0, List.of());
    }

    /**
     * A ring that the epoch was dealt to from a place on, until the next one.
     *
     * @param place the first place of the order that was its
     * @param batches by rank
     */
    public record RingPart(int place, List<Integer> batches) {
        public RingPart {
            batches = List.copyOf(batches);
        }

        Deal deal() {
            return Deal.of(batches.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
