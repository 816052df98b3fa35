package io.rondo.peer.serve;

import io.rondo.peer.central.Consistency;
import io.rondo.peer.central.Placement;
import io.rondo.peer.central.Share;
import io.rondo.peer.central.Staleness;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What it takes to serve a part of a model.
 *
 * @param server id of the server
 * @param placement of all blocks
 * @param cuts of the vector, as an all-reduce would make them: {@link CanonicalSum}
 * @param workers their ids, in the order of the ring
 * @param rule of consistency, of these workers
 * @param bound that the rule asks, told of each update
 * @param schedule of the learning rate
 * @param addsUp an update is the sum of the workers' mean gradients, not their mean
 */
public record ServedModel(
        int server,
        Placement placement,
        int[] cuts,
        List<Integer> workers,
        Consistency rule,
        Staleness bound,
        UpdateSchedule schedule,
        boolean addsUp) {
    public int elements() {
        return placement.elementsOf(server);
    }

    /** This server's part of several vectors one after the other. */
    public Share share(int slots) {
        return Share.ofSlots(placement.ranges(server), placement.elements(), slots);
    }

    /**
     * A server of it.
     *
     * @param parameters the share, which the update changes
     * @param updaterState of the share
     */
    public Server serve(
            MemorySegment parameters,
            MemorySegment updaterState,
            Shard.Update update,
            long earlierUpdates,
            long earlierSamples) {
        CanonicalSum sum = new CanonicalSum(placement.ranges(server), cuts);
        Shard shard = new Shard(workers, parameters.byteSize(), rule, bound, sum, update, schedule, addsUp);
        shard.goOnFrom(earlierUpdates, earlierSamples);
        return new Server(workers, shard, parameters, updaterState);
    }
}
