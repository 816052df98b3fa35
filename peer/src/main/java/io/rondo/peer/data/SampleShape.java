package io.rondo.peer.data;

/**
 * What one sample looks like: {@code height * width * channels} float32 values, channels innermost (NHWC order), and
 * one label in {@code 0 .. classes - 1}. Data without rows and channels has {@code height = channels = 1}.
 */
public record SampleShape(int height, int width, int channels, int classes) {
    public SampleShape {
        if (height < 1 || width < 1 || channels < 1 || classes < 2) {
            throw new IllegalArgumentException("a sample needs at least one value and two classes, got height=" + height
                    + " width=" + width + " channels=" + channels + " classes=" + classes);
        }
    }

    /** Number of float32 values of one sample. */
    public int length() {
        return height * width * channels;
    }
}
