package io.rondo.peer.simulation;

import io.rondo.peer.train.RunState;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where a peer is in the run, passed on with a flaw. */
record FlawedState(RunState whole, SimulatedWorld world) implements RunState {
    @Override
    public byte[] describe() {
        String description = new String(whole.describe(), StandardCharsets.UTF_8);
        if (world.flaw() == Flaw.A_RANGE_IS_FORGOTTEN) {
            description = description.replaceAll("\"returned\":\\[[0-9,]*]", "\"returned\":[]");
        }
        return description.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<MemorySegment> memory() {
        boolean isStale = world.flaw() == Flaw.A_NEWCOMER_STARTS_WITH_STALE_STATE;
        return isStale
                ? whole.memory().stream()
                        .map(part -> world.memory().allocate(part.byteSize()))
                        .toList()
                : whole.memory();
    }

    @Override
    public void become(byte[] description) {
        whole.become(description);
    }
}
