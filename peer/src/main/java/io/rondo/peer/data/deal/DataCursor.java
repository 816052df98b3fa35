package io.rondo.peer.data.deal;

import java.util.List;

/**
 * Where training stands in its data: all that a checkpoint needs to go on with the very next sample.
 *
 * @param epoch from 0
 * @param place how many places of the epoch's order are done
 * @param returned the samples that stand at {@code place} and behind because they were dealt once in vain; mostly none
 * @param rings the rings that this epoch was dealt to, in order; only the partition schemes need it
 */
public record DataCursor(int epoch, int place, List<Integer> returned, List<RingPart> rings) {
    public DataCursor {
        returned = List.copyOf(returned);
        rings = List.copyOf(rings);
    }

    /** The beginning of everything. */
    public static DataCursor start() {
        return at(0, 0);
    }

    /** A place in an epoch that has been dealt to the present ring alone, or by a shuffle, with nothing returned. */
    public static DataCursor at(int epoch, int place) {
        return new DataCursor(epoch, place, List.of(), List.of());
    }

    /**
     * A ring that the epoch was dealt to from a place on, until the next one.
     *
     * @param place the first place of the order that was its
     * @param returned as in the cursor, when this ring took over
     * @param batches by rank
     */
    public record RingPart(int place, List<Integer> returned, List<Integer> batches) {
        public RingPart {
            returned = List.copyOf(returned);
            batches = List.copyOf(batches);
        }

        Deal deal() {
            return Deal.of(batches.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
