package io.rondo.peer.checkpoint;

import io.rondo.peer.data.deal.DataCursor;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.ReplicaDigest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A checkpoint of five parameters and three values of an updater. */
record SmallCheckpoint(CheckpointHeader header, MemorySegment parameters, MemorySegment updaterState) {
    static SmallCheckpoint at(long step) {
        MemorySegment parameters = floats(1, 2, 3, -4, step);
        MemorySegment state = floats(0.5f, 0, -1);
        LoopState loop = new LoopState(step, DataCursor.at(1, 32), 12.5, 320, 1.5);
        CheckpointHeader header = new CheckpointHeader(
                "job: small\n",
                "logistic",
                5,
                3,
                ReplicaDigest.hex(parameters),
                loop,
                List.of(new EpochSummary(1, 10, 0.25, 0.5, 0.75, 1.25)));
        return new SmallCheckpoint(header, parameters, state);
    }

    static MemorySegment floats(float... values) {
        MemorySegment memory = Arena.ofAuto().allocate((long) values.length * Float.BYTES, Float.BYTES);
        memory.copyFrom(MemorySegment.ofArray(values));
        return memory;
    }

    static float[] values(MemorySegment memory) {
        return memory.toArray(ValueLayout.JAVA_FLOAT);
    }
}
