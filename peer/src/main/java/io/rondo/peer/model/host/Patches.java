package io.rondo.peer.model.host;

import io.rondo.peer.model.layer.Convolution;
import io.rondo.peer.model.layer.Extent;
import io.rondo.peer.model.layer.PlacedLayer;
import java.lang.foreign.MemorySegment;

/**
 * What a convolution looks at, one row an output position, so that it becomes a matrix product ("im2col"), and back.
 *
 * <p>A row is {@code kernelHeight * kernelWidth * channels} values in the order of the weights; with channels innermost
 * each kernel row is one consecutive run of the image. Places outside the image are never written: the caller zeroes
 * the matrix once, and since they are the same in every sample they stay 0.
 */
final class Patches {
    private final Extent image;
    private final Extent positions;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int padding;

    Patches(PlacedLayer place) {
        Convolution convolution = (Convolution) place.layer();
        this.image = place.input();
        this.positions = place.output();
        this.kernelHeight = convolution.kernelHeight();
        this.kernelWidth = convolution.kernelWidth();
        this.padding = convolution.padding();
    }

    /** Copies one sample's patches into consecutive rows of {@code matrix}, {@code rowStride} values apart. */
    void gather(MemorySegment images, long imageIndex, MemorySegment matrix, long matrixIndex, int rowStride) {
        int channels = image.channels();
        for (int y = 0; y < positions.height(); y++) {
            for (int x = 0; x < positions.width(); x++) {
                long row = matrixIndex + (long) (y * positions.width() + x) * rowStride;
                int firstX = Math.max(0, padding - x);
                int run = (Math.min(kernelWidth, image.width() + padding - x) - firstX) * channels;
                for (int ky = Math.max(0, padding - y);
                        ky < Math.min(kernelHeight, image.height() + padding - y);
                        ky++) {
                    long from =
                            imageIndex + ((long) (y + ky - padding) * image.width() + x + firstX - padding) * channels;
                    Values.copy(images, from, matrix, row + (long) (ky * kernelWidth + firstX) * channels, run);
                }
            }
        }
    }

    /** The transpose of {@link #gather}: adds the rows to the pixels they came from. */
    void scatter(MemorySegment matrix, long matrixIndex, int rowStride, MemorySegment images, long imageIndex) {
        int channels = image.channels();
        for (int y = 0; y < positions.height(); y++) {
            for (int x = 0; x < positions.width(); x++) {
                long row = matrixIndex + (long) (y * positions.width() + x) * rowStride;
                int firstX = Math.max(0, padding - x);
                int run = (Math.min(kernelWidth, image.width() + padding - x) - firstX) * channels;
                for (int ky = Math.max(0, padding - y);
                        ky < Math.min(kernelHeight, image.height() + padding - y);
                        ky++) {
                    long to =
                            imageIndex + ((long) (y + ky - padding) * image.width() + x + firstX - padding) * channels;
                    Values.add(matrix, row + (long) (ky * kernelWidth + firstX) * channels, images, to, run);
                }
            }
        }
    }
}
