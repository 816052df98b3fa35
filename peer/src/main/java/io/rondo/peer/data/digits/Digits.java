package io.rondo.peer.data.digits;

import io.rondo.peer.data.random.SplitMix;

/**
 * Draws the images of the data set {@code digits}, one after another: 28 x 28 grey pixels, made like MNIST's (fitted
 * to 20 x 20, centred by mass), each from its own number alone, so that any of them can be drawn without the others.
 *
 * <p>One thread. Nothing is allocated per image.
 */
public final class Digits {
    /** Rows and columns of an image. */
    public static final int SIDE = 28;

    public static final int CLASSES = 10;

    private static final int BOX = 20;
    private static final long SEED = 28;

    private final Handwriting hand = new Handwriting();
    private final Pen pen = new Pen();
    private final Polyline path = new Polyline();

    /** Draws image {@code number} into {@code image} (784 bytes, row by row) and returns its digit. */
    public int draw(int number, byte[] image) {
        SplitMix random = SplitMix.of(SEED, number);
        int digit = random.below(CLASSES);
        pen.choose(random);
        hand.write(digit, random, path);
        double side = BOX * random.between(0.85, 1.05) - 2 * pen.radius();
        double middle = SIDE / 2.0;
        path.fit(side, middle + random.between(-1.5, 1.5), middle + random.between(-1.5, 1.5));
        pen.draw(path, random, image);
        return digit;
    }
}
