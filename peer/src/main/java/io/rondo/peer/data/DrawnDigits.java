package io.rondo.peer.data;

import io.rondo.peer.data.digits.Digits;
import java.lang.foreign.Arena;

/** The data set {@code digits}: images 0 to 11,999 to learn from, the next 2,000 to be scored on. */
final class DrawnDigits {
    static final int TRAIN_IMAGES = 12_000;
    static final int TEST_IMAGES = 2_000;

    /** Of all pixels of the training images. */
    private static final Normalisation NORMALISATION = Normalisation.of(0.1300, 0.2961);

    private DrawnDigits() {}

    static DataSource open() {
        Arena arena = Arena.ofShared();
        ImageStore train = new ImageStore(Digits.SIDE * Digits.SIDE, arena);
        ImageStore test = new ImageStore(Digits.SIDE * Digits.SIDE, arena);
        Digits digits = new Digits();
        byte[] image = new byte[Digits.SIDE * Digits.SIDE];
        for (int i = 0; i < TRAIN_IMAGES + TEST_IMAGES; i++) {
            int digit = digits.draw(i, image);
            (i < TRAIN_IMAGES ? train : test).add(image, digit);
        }
        SampleShape shape = new SampleShape(Digits.SIDE, Digits.SIDE, 1, Digits.CLASSES);
        return new ImageSource(shape, NORMALISATION, train, test, arena);
    }
}
