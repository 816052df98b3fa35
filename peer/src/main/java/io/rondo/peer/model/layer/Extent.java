package io.rondo.peer.model.layer;

/** Size of one sample's values between two layers: {@code height x width x channels} float32, channels innermost. */
public record Extent(int height, int width, int channels) {
    public Extent {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "an extent is at least 1x1x1, got " + height + "x" + width + "x" + channels);
        }
    }

    /** A row of values without height and width, as dense layers give. */
    public static Extent flat(int length) {
        return new Extent(1, 1, length);
    }

    /** Number of float32 values of one sample. */
    public int length() {
        return height * width * channels;
    }

    @Override
    public String toString() {
        return height + "x" + width + "x" + channels;
    }
}
