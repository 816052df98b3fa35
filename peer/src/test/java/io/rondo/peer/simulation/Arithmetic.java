package io.rondo.peer.simulation;

/**
 * The arithmetic of a tiny model in whole numbers, which every peer computes and the judge computes again: gradients depend
 * on the samples and on the parameters, parameters on the updater's state, and that on every gradient before.
 */
final class Arithmetic {
    static final int PARAMETERS = 9;
    static final int SAMPLES = 36;
    private static final int PARAMETER_MODULUS = 1009;
    private static final int STATE_MODULUS = 509;
    private static final int GRADIENT_GRID = 16;

    private Arithmetic() {}

    static int firstParameter(int index) {
        return 3 * index + 1;
    }

    static int gradient(int sample, int index, int parameter) {
        return Math.floorMod(sample * 7 + index * 3 + parameter, 13) - 4;
    }

    static int loss(int sample) {
        return sample % 7 + 1;
    }

    static int nextState(int state, float gradient, long step) {
        return Math.floorMod(3 * state + onGrid(gradient) + (int) step, STATE_MODULUS);
    }

    static int nextParameter(int parameter, int state, float gradient) {
        return Math.floorMod(5 * parameter + state + onGrid(gradient), PARAMETER_MODULUS);
    }

    private static int onGrid(float gradient) {
        return Math.round(gradient * GRADIENT_GRID);
    }
}
