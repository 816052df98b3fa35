package io.rondo.peer.model.layer;

/**
 * Two-dimensional convolution (cross-correlation) of stride 1. Weights {@code [kernelHeight][kernelWidth][in][out]}.
 * {@code padding} rows and columns of zeros surround the input on every side: 0 is "valid", {@code (kernel - 1) / 2}
 * keeps the size of odd kernels ("same").
 */
public record Convolution(int kernelHeight, int kernelWidth, int filters, int padding) implements Layer {
    public Convolution {
        if (kernelHeight < 1 || kernelWidth < 1 || filters < 1) {
            throw new IllegalArgumentException("a convolution has at least a 1x1 kernel and one filter, got "
                    + kernelHeight + "x" + kernelWidth + "x" + filters);
        }
        if (padding < 0 || padding >= Math.min(kernelHeight, kernelWidth)) {
            throw new IllegalArgumentException(
                    "padding=" + padding + " outside 0.." + (Math.min(kernelHeight, kernelWidth) - 1));
        }
    }

    /** A square kernel without padding. */
    public static Convolution valid(int kernel, int filters) {
        return new Convolution(kernel, kernel, filters, 0);
    }

    /** A square, odd kernel padded so that height and width stay. */
    public static Convolution same(int kernel, int filters) {
        if (kernel % 2 == 0) {
            throw new IllegalArgumentException("only odd kernels can keep the size, got " + kernel);
        }
        return new Convolution(kernel, kernel, filters, (kernel - 1) / 2);
    }

    @Override
    public Extent output(Extent input) {
        int height = input.height() + 2 * padding - kernelHeight + 1;
        int width = input.width() + 2 * padding - kernelWidth + 1;
        if (height < 1 || width < 1) {
            throw new TooSmallException("a " + kernelHeight + "x" + kernelWidth
                    + " convolution needs at least that, got " + input.height() + "x" + input.width());
        }
        return new Extent(height, width, filters);
    }

    @Override
    public int fanIn(Extent input) {
        return kernelHeight * kernelWidth * input.channels();
    }
}
