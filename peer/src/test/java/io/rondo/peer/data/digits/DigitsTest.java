package io.rondo.peer.data.digits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigitsTest {
    private static final int TRAIN = 12_000;
    private static final int ALL = 14_000;
    private static final int PIXELS = Digits.SIDE * Digits.SIDE;

    private final Digits digits = new Digits();
    private final byte[] image = new byte[PIXELS];

    /** The label and the 784 pixels of every image, in order. Whoever changes the digits changes every result on them. */
    @Test
    void shouldBeTheSameBytesOnEveryMachine() throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < ALL; i++) {
            sha256.update((byte) digits.draw(i, image));
            sha256.update(image);
        }

        assertThat(HexFormat.of().formatHex(sha256.digest()))
                .isEqualTo("5f2d5d8be94cc4e13704378a898e1b1c5b98213901a49874ed98095ec89e26c3");
    }

    @Test
    void shouldDrawAnImageFromItsNumberAlone() {
        digits.draw(77, image);
        byte[] alone = new byte[PIXELS];

        new Digits().draw(77, alone);

        assertThat(alone).isEqualTo(image);
    }

    @Test
    void shouldNeverDrawTheSameImageTwice() {
        Set<ByteBuffer> seen = new HashSet<>();
        for (int i = 0; i < ALL; i++) {
            digits.draw(i, image);
            assertThat(seen.add(ByteBuffer.wrap(image.clone())))
                    .as("image %d is new", i)
                    .isTrue();
        }
    }

    @Test
    void shouldDrawEachDigitAboutEquallyOften() {
        int[] train = new int[Digits.CLASSES];
        int[] test = new int[Digits.CLASSES];
        for (int i = 0; i < ALL; i++) {
            (i < TRAIN ? train : test)[digits.draw(i, image)]++;
        }

        assertThat(Arrays.stream(train)).allSatisfy(count -> assertThat(count).isBetween(1_100, 1_300));
        assertThat(Arrays.stream(test)).allSatisfy(count -> assertThat(count).isBetween(160, 240));
    }

    /** MNIST's centring by mass pushes 1.1 % of its images to the rim. */
    @Test
    void shouldRarelyReachTheRim() {
        int atTheRim = 0;
        for (int i = 0; i < ALL; i++) {
            digits.draw(i, image);
            atTheRim += reachesTheRim() ? 1 : 0;
        }

        assertThat((double) atTheRim / ALL).isLessThan(0.03);
    }

    private boolean reachesTheRim() {
        for (int p = 0; p < PIXELS; p++) {
            int row = p / Digits.SIDE;
            int column = p % Digits.SIDE;
            boolean rim = row % (Digits.SIDE - 1) == 0 || column % (Digits.SIDE - 1) == 0;
            if (rim && (image[p] & 0xFF) > 128) {
                return true;
            }
        }
        return false;
    }
}
