package io.rondo.peer.simulation;

import io.rondo.peer.train.Updater;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@link Arithmetic}'s optimizer. */
final class SimulatedUpdater implements Updater {
    private final MemorySegment parameters;
    private final MemorySegment state;

    SimulatedUpdater(MemorySegment parameters, MemorySegment state) {
        this.parameters = parameters;
        this.state = state;
    }

    @Override
    public void apply(MemorySegment gradient, long divisor, long step) {
        SimulatedPeer peer = SimulatedPeer.current();
        boolean isFlawed = peer.takeJustRecovered();
        if (isFlawed && peer.world().flaw() == Flaw.A_COMMIT_IS_NOT_APPLIED) {
            return;
        }
        if (isFlawed && peer.world().flaw() == Flaw.A_COMMIT_IS_APPLIED_TWICE) {
            apply(gradient, divisor, step);
        }
        for (int i = 0; i < Arithmetic.PARAMETERS; i++) {
            float g = gradient.getAtIndex(ValueLayout.JAVA_FLOAT, i) / divisor;
            int newState = Arithmetic.nextState((int) state.getAtIndex(ValueLayout.JAVA_FLOAT, i), g, step);
            int parameter = (int) parameters.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            state.setAtIndex(ValueLayout.JAVA_FLOAT, i, newState);
            parameters.setAtIndex(ValueLayout.JAVA_FLOAT, i, Arithmetic.nextParameter(parameter, newState, g));
        }
    }

    @Override
    public MemorySegment state() {
        return state;
    }
}
