package io.rondo.peer.serve;

import io.rondo.peer.central.Consistency;
import io.rondo.peer.central.Staleness;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server's part of the model, and what pushes do to it. Knows no wire: gradients lie in the {@link #inbox} of their
 * worker when it {@link #push}es. One thread.
 */
public final class Shard {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);
    private static final int ALIGNMENT_BYTES = 64;

    /** An optimizer of the share: one step with this mean gradient. */
    @FunctionalInterface
    public interface Update {
        void apply(MemorySegment gradient, long step);
    }

    /** What a worker has pushed last. */
    private static final class Push {
        final MemorySegment gradients;
        long samples;
        double lossSum;
        boolean isDropped;

        Push(MemorySegment gradients) {
            this.gradients = gradients;
        }
    }

    private final Arena arena = Arena.ofAuto();
    private final Consistency rule;
    private final Staleness bound;
    private final CanonicalSum sum;
    private final Update update;
    private final UpdateSchedule schedule;
    private final boolean addsUp;
    private final MemorySegment mean;
    private final Map<Integer, Push> pushes = new LinkedHashMap<>(); // of the workers that are there
    private long updates;
    private long samples;
    private double lossSum;
    private final StalenessTally staleness = new StalenessTally();
    private long dropped;

    /**
     * @param workers their ids, in the order of the ring
     * @param lengthBytes of the share
     * @param bound that the rule asks
     * @param addsUp an update is the sum of the workers' mean gradients, not their mean
     */
    Shard(
            Collection<Integer> workers,
            long lengthBytes,
            Consistency rule,
            Staleness bound,
            CanonicalSum sum,
            Update update,
            UpdateSchedule schedule,
            boolean addsUp) {
        this.rule = rule;
        this.bound = bound;
        this.sum = sum;
        this.update = update;
        this.schedule = schedule;
        this.addsUp = addsUp;
        this.mean = arena.allocate(lengthBytes, ALIGNMENT_BYTES);
        for (int worker : workers) {
            pushes.put(worker, new Push(arena.allocate(lengthBytes, ALIGNMENT_BYTES)));
        }
    }

    /** Updates and samples that an earlier process of the run has counted. */
    void goOnFrom(long earlierUpdates, long earlierSamples) {
        updates = earlierUpdates;
        samples = earlierSamples;
        pushes.keySet().forEach(worker -> staleness.onAnswer(worker, updates));
    }

    /** Where a worker's gradients are written before it pushes; while it waits for the answer they stay. */
    MemorySegment inbox(int worker) {
        return pushes.get(worker).gradients;
    }

    /** A worker's gradients are here: sums over so many samples. What that lets others do, {@link #settle} says. */
    void push(int worker, long ofSamples, double itsLossSum) {
        Push push = pushes.get(worker);
        push.samples = ofSamples;
        push.lossSum = itsLossSum;
        staleness.onPush(worker, updates);
        Consistency.Fate fate = rule.onPush(worker);
        push.isDropped = fate == Consistency.Fate.DROPPED;
        dropped += push.isDropped ? 1 : 0;
        if (fate == Consistency.Fate.APPLIED) {
            count(push);
            if (ofSamples > 0) {
                sum.divide(push.gradients, addsUp ? ofSamples : ofSamples * pushes.size(), mean);
                update.apply(mean, schedule.stepOf(updates, samples, false));
            }
            count();
        }
    }

    /** One more update. */
    private void count() {
        updates++;
        int before = bound.getAsInt();
        bound.onUpdate(samples);
        if (bound.getAsInt() != before) {
            LOG.debug("bound of staleness {} after {} updates", bound.getAsInt(), updates);
        }
    }

    /** Applies a round that is full now. Returns the workers that may go on now, each told once. */
    List<Integer> settle() {
        List<Integer> round = rule.round();
        if (!round.isEmpty()) {
            applyRound(round.stream().map(pushes::get).toList());
        }
        List<Integer> released = rule.release();
        released.forEach(worker -> staleness.onAnswer(worker, updates));
        return released;
    }

    private void applyRound(List<Push> round) {
        long ofRound = round.stream().mapToLong(push -> push.samples).sum();
        round.forEach(this::count);
        sum.write(round.stream().map(push -> push.gradients).toList(), Math.max(1, ofRound), mean);
        if (addsUp) {
            multiply(mean, round.size());
        }
        update.apply(mean, schedule.stepOf(updates, samples, true));
        count();
    }

    private static void multiply(MemorySegment vector, float factor) {
        for (long i = 0; i < vector.byteSize() / Float.BYTES; i++) {
            vector.setAtIndex(ValueLayout.JAVA_FLOAT, i, factor * vector.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        }
    }

    private void count(Push push) {
        samples += push.samples;
        lossSum += push.lossSum;
    }

    /** Whether the worker's last push came too late. */
    boolean isDropped(int worker) {
        return pushes.get(worker).isDropped;
    }

    /** A worker pushes no more. */
    void retire(int worker) {
        rule.remove(worker);
    }

    /** A worker is dead: what the others push counts for more. */
    void remove(int worker) {
        rule.remove(worker);
        pushes.remove(worker);
    }

    ServerSummary summary() {
        return new ServerSummary((int) (mean.byteSize() / Float.BYTES), updates, dropped, staleness.counts());
    }

    long updates() {
        return updates;
    }

    long samples() {
        return samples;
    }

    double lossSum() {
        return lossSum;
    }

    /** All of it but what it counts of staleness; {@link #restore} of one with the same workers makes the same of it. */
    void save(CellImage image) {
        long[] saved = rule.save();
        image.put(updates, samples, Double.doubleToRawLongBits(lossSum), dropped, saved.length);
        image.put(saved);
        for (Push push : pushes.values()) {
            image.put(push.samples, Double.doubleToRawLongBits(push.lossSum), push.isDropped ? 1 : 0);
            image.put(push.gradients);
        }
    }

    void restore(CellImage.Reader image) {
        goOnFrom(image.number(), image.number());
        lossSum = Double.longBitsToDouble(image.number());
        dropped = image.number();
        rule.restore(image.numbers((int) image.number()));
        for (Push push : pushes.values()) {
            push.samples = image.number();
            push.lossSum = Double.longBitsToDouble(image.number());
            push.isDropped = image.number() == 1;
            image.read(push.gradients);
        }
        bound.onUpdate(samples);
    }
}
