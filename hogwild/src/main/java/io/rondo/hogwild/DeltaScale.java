package io.rondo.hogwild;

import java.util.function.DoubleSupplier;

/**
 * What a delta is multiplied by before it is handed on: {@code raw} is the paper's formula, {@code learning-rate} its
 * authors' code, any number a compromise. Raw deltas nearly sum up what all peers have learned, small scales nearly
 * average it.
 */
public sealed interface DeltaScale {
    /** The scale now. @param learningRate of the step under way */
    DoubleSupplier with(DoubleSupplier learningRate);

    /** The paper's formula. */
    DeltaScale RAW = new Fixed(1);

    /** The authors' code: the current step size. */
    DeltaScale LEARNING_RATE = new LearningRate();

    /** @throws IllegalArgumentException when it is none of {@code raw}, {@code learning-rate} and a number from 0 to 1 */
    static DeltaScale of(String text) {
        return switch (text) {
            case "raw" -> RAW;
            case "learning-rate" -> LEARNING_RATE;
            default -> new Fixed(number(text));
        };
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is none of raw, learning-rate and a number from 0 to 1", e);
        }
    }

    /** A number, 0 to 1. */
    record Fixed(double value) implements DeltaScale {
        public Fixed {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("a delta scale of " + value + " is not from 0 to 1");
            }
        }

        @Override
        public DoubleSupplier with(DoubleSupplier learningRate) {
            return () -> value;
        }
    }

    /** The step size of the moment. */
    record LearningRate() implements DeltaScale {
        @Override
        public DoubleSupplier with(DoubleSupplier learningRate) {
            return learningRate;
        }
    }
}
