package io.rondo.peer.train;

import io.rondo.allreduce.Ring;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A replica of a test's run: parameters, updater, and one line that says where the run is. */
final class TestReplica implements RunState {
    static final StepWatch UNWATCHED = new StepWatch() {
        @Override
        public void onStep(long step) {}

        @Override
        public void onExchanging(long step) {}

        @Override
        public void onRecovered(Ring ring, long sinceBreakNs) {}

        @Override
        public void onClosing(Ring ring) {}
    };

    private final MemorySegment parameters;
    private final Updater updater;
    /** Where the run is; given to newcomers. */
    String place = "";

    TestReplica(MemorySegment parameters, Updater updater) {
        this.parameters = parameters;
        this.updater = updater;
    }

    @Override
    public byte[] describe() {
        return place.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<MemorySegment> memory() {
        return List.of(parameters, updater.state());
    }

    @Override
    public void become(byte[] description) {
        place = new String(description, StandardCharsets.UTF_8);
    }
}
