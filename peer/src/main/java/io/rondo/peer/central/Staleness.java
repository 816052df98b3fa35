package io.rondo.peer.central;

import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;

/** How far the rules {@code ssp} and {@code ssp_updates} let workers get apart: a bound that may change with every update. */
public interface Staleness extends IntSupplier {
    /**
     * The parameters have been updated.
     *
     * @param samples in all updates so far
     */
    default void onUpdate(long samples) {}

    /** The same all the time. */
    static Staleness fixed(int bound) {
        return () -> bound;
    }

    /** {@code bound + step * epoch}, epochs counted from 0. */
    static Staleness perEpoch(int bound, int step, long samplesPerEpoch) {
        return new Staleness() {
            private int now = bound;

            @Override
            public void onUpdate(long samples) {
                now = (int) Math.min(Integer.MAX_VALUE, bound + step * (samples / samplesPerEpoch));
            }

            @Override
            public int getAsInt() {
                return now;
            }
        };
    }

    /**
     * {@code factor * |sum of the first layer's last change|}, rounded, from 0 to {@code most}: wide while the model changes
     * much, narrow as it settles. Before the first update {@code most}.
     *
     * @param firstLayerSum sum of the first layer's parameters as they are now
     */
    static Staleness byFirstLayer(double factor, int most, DoubleSupplier firstLayerSum) {
        return new Staleness() {
            private double last = firstLayerSum.getAsDouble();
            private int now = most;

            @Override
            public void onUpdate(long samples) {
                double sum = firstLayerSum.getAsDouble();
                now = (int) Math.min(most, Math.round(factor * Math.abs(sum - last)));
                last = sum;
            }

            @Override
            public int getAsInt() {
                return now;
            }
        };
    }
}
