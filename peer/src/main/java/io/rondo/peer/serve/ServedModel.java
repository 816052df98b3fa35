package io.rondo.peer.serve;

import io.rondo.peer.central.Consistency;
import io.rondo.peer.central.Part;
import io.rondo.peer.central.Share;
import io.rondo.peer.central.Staleness;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What it takes to serve a part of a model.
 *
 * @param part which
 * @param elements of the whole model
 * @param cuts of the vector, as an all-reduce would make them: {@link CanonicalSum}
 * @param workers their ids, in the order of the ring
 * @param rule of consistency, of these workers
 * @param bound that the rule asks, told of each update
 * @param schedule of the learning rate
 * @param addsUp an update is the sum of the workers' mean gradients, not their mean
 */
public record ServedModel(
        Part part,
        int elements,
        int[] cuts,
        List<Integer> workers,
        Consistency rule,
        Staleness bound,
        UpdateSchedule schedule,
        boolean addsUp) {
    /** This part of several vectors one after the other. */
    public Share share(int slots) {
        return Share.ofSlots(part.ranges(), elements, slots);
    }

    /**
     * A cell of it.
     *
     * @param parameters the part, which the update changes
     * @param updaterState of the part
     */
    public Cell cell(
            MemorySegment parameters,
            MemorySegment updaterState,
            Shard.Update update,
            long earlierUpdates,
            long earlierSamples) {
        CanonicalSum sum = new CanonicalSum(part.ranges(), cuts);
        Shard shard = new Shard(workers, parameters.byteSize(), rule, bound, sum, update, schedule, addsUp);
        shard.goOnFrom(earlierUpdates, earlierSamples);
        return new Cell(part.number(), workers, shard, parameters, updaterState);
    }
}
