package io.rondo.peer.model;

import io.rondo.peer.model.layer.Convolution;
import io.rondo.peer.model.layer.Dense;
import io.rondo.peer.model.layer.Extent;
import io.rondo.peer.model.layer.MaxPool;
import io.rondo.peer.model.layer.NetworkPlan;
import io.rondo.peer.model.layer.PlacedLayer;
import io.rondo.peer.model.layer.Relu;

/**
 * The forward pass written down from the layers' definitions, in double precision and as plainly as possible: what the
 * gradients of both backends are checked against by finite differences. Shares no code with them.
 */
final class ReferenceNetwork {
    private final NetworkPlan plan;
    private final double[] parameters;
    private long decisions;

    ReferenceNetwork(NetworkPlan plan, double[] parameters) {
        this.plan = plan;
        this.parameters = parameters;
    }

    /** The sum over the samples of the cross-entropy. */
    double loss(double[][] features, int[] labels) {
        decisions = 0;
        double loss = 0;
        for (int sample = 0; sample < features.length; sample++) {
            double[] scores = scores(features[sample]);
            double sum = 0;
            for (double score : scores) {
                sum += StrictMath.exp(score - scores[labels[sample]]);
            }
            loss += StrictMath.log(sum);
        }
        return loss;
    }

    /**
     * A hash of every decision of the last {@link #loss}: which rectifiers were open, which value of each pool was the
     * largest. Where it differs between two points, a kink lies between them.
     */
    long decisions() {
        return decisions;
    }

    private double[] scores(double[] sample) {
        double[] values = sample;
        for (PlacedLayer place : plan.layers()) {
            if (place.layer() instanceof Dense) {
                values = dense(place, values);
            } else if (place.layer() instanceof Convolution) {
                values = convolve(place, (Convolution) place.layer(), values);
            } else if (place.layer() instanceof MaxPool) {
                values = pool(place, ((MaxPool) place.layer()).size(), values);
            } else if (place.layer() instanceof Relu) {
                values = rectify(values);
            } else {
                throw new AssertionError("no reference for " + place.layer());
            }
        }
        return values;
    }

    private double[] dense(PlacedLayer place, double[] in) {
        int outs = place.output().length();
        double[] out = new double[outs];
        for (int o = 0; o < outs; o++) {
            double sum = parameters[place.offset() + in.length * outs + o];
            for (int i = 0; i < in.length; i++) {
                sum += in[i] * parameters[place.offset() + i * outs + o];
            }
            out[o] = sum;
        }
        return out;
    }

    private double[] convolve(PlacedLayer place, Convolution layer, double[] in) {
        Extent from = place.input();
        Extent to = place.output();
        double[] out = new double[to.length()];
        int biases = place.offset() + layer.kernelHeight() * layer.kernelWidth() * from.channels() * layer.filters();
        for (int y = 0; y < to.height(); y++) {
            for (int x = 0; x < to.width(); x++) {
                for (int f = 0; f < layer.filters(); f++) {
                    double sum = parameters[biases + f];
                    for (int ky = 0; ky < layer.kernelHeight(); ky++) {
                        for (int kx = 0; kx < layer.kernelWidth(); kx++) {
                            for (int c = 0; c < from.channels(); c++) {
                                int weight =
                                        ((ky * layer.kernelWidth() + kx) * from.channels() + c) * layer.filters() + f;
                                sum += pixel(in, from, y + ky - layer.padding(), x + kx - layer.padding(), c)
                                        * parameters[place.offset() + weight];
                            }
                        }
                    }
                    out[(y * to.width() + x) * layer.filters() + f] = sum;
                }
            }
        }
        return out;
    }

    private static double pixel(double[] image, Extent extent, int y, int x, int channel) {
        boolean inside = y >= 0 && y < extent.height() && x >= 0 && x < extent.width();
        return inside ? image[(y * extent.width() + x) * extent.channels() + channel] : 0;
    }

    private double[] pool(PlacedLayer place, int size, double[] in) {
        Extent to = place.output();
        double[] out = new double[to.length()];
        for (int y = 0; y < to.height(); y++) {
            for (int x = 0; x < to.width(); x++) {
                for (int c = 0; c < to.channels(); c++) {
                    double best = Double.NEGATIVE_INFINITY;
                    int where = 0;
                    for (int i = 0; i < size * size; i++) {
                        double value = pixel(in, place.input(), y * size + i / size, x * size + i % size, c);
                        if (value > best) {
                            best = value;
                            where = i;
                        }
                    }
                    decide(where);
                    out[(y * to.width() + x) * to.channels() + c] = best;
                }
            }
        }
        return out;
    }

    private double[] rectify(double[] in) {
        double[] out = new double[in.length];
        for (int i = 0; i < in.length; i++) {
            decide(in[i] > 0 ? 1 : 0);
            out[i] = Math.max(in[i], 0);
        }
        return out;
    }

    private void decide(int decision) {
        decisions = (decisions ^ decision) * 0x100000001b3L + 0x9e3779b97f4a7c15L;
    }
}
