package io.rondo.peer.data.digits;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** docs/digits.png shows what the program draws: a row a digit, the first images of each. */
class ContactSheetTest {
    private static final int COLUMNS = 20;

    @Test
    void shouldBeThePictureInTheDocs() throws IOException {
        Path root = Path.of(System.getProperty("rondo.root"));
        BufferedImage drawn = draw();
        Path fresh = Files.createDirectories(root.resolve("peer/target")).resolve("digits.png");
        ImageIO.write(drawn, "png", fresh.toFile());
        Path documented = root.resolve("docs/digits.png");

        assertThat(documented).as("copy %s there", fresh).isRegularFile();
        assertThat(pixels(ImageIO.read(documented.toFile())))
                .as("docs/digits.png is not what is drawn: copy %s over it", fresh)
                .isEqualTo(pixels(drawn));
    }

    private static BufferedImage draw() {
        int side = Digits.SIDE;
        BufferedImage sheet = new BufferedImage(COLUMNS * side, Digits.CLASSES * side, BufferedImage.TYPE_BYTE_GRAY);
        int[] used = new int[Digits.CLASSES];
        byte[] image = new byte[side * side];
        Digits digits = new Digits();
        for (int i = 0; i < 1_000; i++) {
            int digit = digits.draw(i, image);
            if (used[digit] < COLUMNS) {
                sheet.getRaster().setDataElements(used[digit]++ * side, digit * side, side, side, image);
            }
        }
        return sheet;
    }

    private static byte[] pixels(BufferedImage sheet) {
        int size = sheet.getWidth() * sheet.getHeight();
        return (byte[]) sheet.getRaster().getDataElements(0, 0, sheet.getWidth(), sheet.getHeight(), new byte[size]);
    }
}
