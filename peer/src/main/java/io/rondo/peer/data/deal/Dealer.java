package io.rondo.peer.data.deal;

import io.rondo.peer.RondoException;
import io.rondo.peer.data.deal.DataCursor.RingPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Deals the training samples, step by step, epoch by epoch; every peer has one and all of them agree without a word.
 *
 * <pre>{@code
 * Dealer dealer = new Dealer(Scheme.SHUFFLE, seed, source.count(TRAIN), Deal.even(peers, batchSize));
 * while (dealer.epoch() < epochs) {
 *     source.read(TRAIN, dealer.order(), dealer.from(rank), dealer.count(rank), batch);
 *     …                   // compute, exchange; when the step is broken and tried again, the deal is the same
 *     dealer.advance();   // the step is committed
 * }
 * }</pre>
 *
 * <p>Training thread only. A step allocates nothing.
 */
public final class Dealer {
    private final EpochOrder order;
    private final int samples;
    private final List<RingPart> rings = new ArrayList<>();
    private Deal deal;
    private int epoch;
    private int place;
    private int returned;

    /** Starts at the beginning of epoch 0. */
    public Dealer(Scheme scheme, long seed, int samples, Deal deal) {
        if (samples < 1) {
            throw new IllegalArgumentException("nothing to deal: samples=" + samples);
        }
        this.order = new EpochOrder(scheme, seed, samples);
        this.samples = samples;
        this.deal = deal;
        beginEpoch(0);
    }

    /**
     * Goes on where a cursor says, with the ring that this dealer has now, which may be another one than before.
     *
     * @throws RondoException when the cursor is not one of a data set of this size
     */
    public void resume(DataCursor cursor) {
        if (cursor.epoch() < 0
                || cursor.place() < 0
                || cursor.place() >= samples
                || cursor.place() + cursor.returned().size() > samples) {
            throw new RondoException("the checkpoint's data cursor, epoch " + cursor.epoch() + " sample "
                    + cursor.place() + ", does not fit a data set of " + samples
                    + " training samples: use the data it was made with");
        }
        Deal now = deal;
        for (RingPart ring : cursor.rings()) {
            if (ring.place() == 0) {
                deal = ring.deal();
                beginEpoch(cursor.epoch());
            } else {
                stand(ring.place(), ring.returned());
                dealAnew(ring.deal());
            }
        }
        if (cursor.rings().isEmpty()) {
            beginEpoch(cursor.epoch());
        }
        stand(cursor.place(), cursor.returned());
        change(now);
    }

    private void stand(int newPlace, List<Integer> newReturned) {
        place = newPlace;
        returned = newReturned.size();
        for (int i = 0; i < returned; i++) {
            order.samples()[place + i] = newReturned.get(i);
        }
    }

    /** Another ring goes on from here; one with the same batches changes nothing. */
    public void change(Deal newDeal) {
        if (!newDeal.batches().equals(deal.batches())) {
            dealAnew(newDeal);
        }
    }

    private void dealAnew(Deal newDeal) {
        RingPart last = rings.get(rings.size() - 1);
        List<Integer> before = returnedSamples();
        if (last.place() == place) {
            before = last.returned();
            rings.remove(last);
        }
        deal = newDeal;
        rings.add(new RingPart(place, before, deal.batches()));
        if (order.change(epoch, place, deal)) {
            returned = 0;
        }
    }

    /** The epoch's order, all samples of it; {@link #from} and {@link #count} say which are a rank's in this step. */
    public int[] order() {
        return order.samples();
    }

    /** Where in the order rank {@code rank}'s slice of this step begins. */
    public int from(int rank) {
        return place + (rank < 0 ? 0 : deal.start(samples - place, rank));
    }

    /**
     * How many samples rank {@code rank} takes in this step; 0 is possible in an epoch's last one. Rank -1, of one that the
     * step is not dealt to, takes none.
     */
    public int count(int rank) {
        return rank < 0 ? 0 : deal.count(samples - place, rank);
    }

    /** How many samples all ranks together take in this step. */
    public int total() {
        return Math.min(deal.perStep(), samples - place);
    }

    public int epoch() {
        return epoch;
    }

    /** Steps of a whole epoch dealt to this ring. */
    public int stepsPerEpoch() {
        return (int) (((long) samples + deal.perStep() - 1) / deal.perStep());
    }

    /** Whether this step is the epoch's last, if all ranks contribute. */
    public boolean isLastOfEpoch() {
        return place + total() == samples;
    }

    /** This step is done; on to the next, which may be the first of the next epoch. */
    public void advance() {
        moveOn(place + total(), Math.max(0, returned - total()));
    }

    /**
     * This step is done without some ranks: what was dealt to them goes to the front of the next deal. Every peer must
     * say the same ranks.
     */
    public void advanceWithout(BitSet missingRanks) {
        int older = Math.max(0, returned - total());
        int[] again = new int[total()];
        int count = 0;
        int done = place;
        for (int rank = 0, from = place; rank < deal.ranks(); rank++) {
            int length = count(rank);
            if (missingRanks.get(rank)) {
                System.arraycopy(order.samples(), from, again, count, length);
                count += length;
            } else {
                System.arraycopy(order.samples(), from, order.samples(), done, length);
                done += length;
            }
            from += length;
        }
        System.arraycopy(again, 0, order.samples(), done, count);
        moveOn(done, count + older);
    }

    private void moveOn(int newPlace, int newReturned) {
        place = newPlace;
        returned = newReturned;
        if (place == samples) {
            beginEpoch(epoch + 1);
        }
    }

    /** Where the next step begins; what a checkpoint keeps. */
    public DataCursor cursor() {
        return new DataCursor(epoch, place, returnedSamples(), rings);
    }

    private List<Integer> returnedSamples() {
        return Arrays.stream(order.samples(), place, place + returned).boxed().toList();
    }

    private void beginEpoch(int newEpoch) {
        epoch = newEpoch;
        place = 0;
        returned = 0;
        order.begin(epoch, deal);
        rings.clear();
        rings.add(new RingPart(0, List.of(), deal.batches()));
    }
}
