package io.rondo.peer.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every trouble with data is one sentence: what, where, what was expected, what to do. */
class BadDataTest {
    private static final String FETCH = "; scripts/fetch-mnist --set mnist DIR downloads them";
    private static final String FILES =
            "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and" + " t10k-labels-idx1-ubyte";

    @TempDir
    Path dir;

    @BeforeEach
    void layOutSoundFiles() {
        TestFiles.mnist(dir, 20, 10);
    }

    @Test
    void shouldListTheKnownSetsWhenOneIsUnknown() {
        refuses(
                "mnits",
                dir,
                "unknown data set mnits: known are digits, mnist, fashion-mnist, cifar10; a data set of your own is named by data.class");
    }

    @Test
    void shouldSayWhichFilesItNeedsWhenNoDirectoryIsNamed() {
        refuses(
                "mnist",
                null,
                "data set mnist needs a directory: name it with --data-dir DIR (data.dir); it must hold " + FILES
                        + ", each plain or .gz" + FETCH);
    }

    @Test
    void shouldRefuseADirectoryThatIsNotThere() {
        Path nowhere = dir.resolve("nowhere");
        refuses(
                "mnist",
                nowhere,
                "no such data directory: " + nowhere + " (data set mnist); it must hold " + FILES
                        + ", each plain or .gz" + FETCH);
    }

    @Test
    void shouldNameAMissingFile() throws IOException {
        Files.delete(file("t10k-labels-idx1-ubyte"));
        refuses(
                "mnist",
                dir,
                "data set mnist: no t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz in " + dir
                        + ", which must hold " + FILES + FETCH);
    }

    @Test
    void shouldNameMissingCifarBatches() {
        TestFiles.write(file("data_batch_3.bin"), TestFiles.cifar(0, 2));
        refuses(
                "cifar10",
                dir,
                "data set cifar10: no test_batch*.bin or test_batch*.bin.gz in " + dir
                        + ", which must hold data_batch_1.bin (to 5, as many as there are) and test_batch.bin; they come in"
                        + " cifar-10-binary.tar.gz from www.cs.toronto.edu/~kriz/cifar.html");
    }

    @Test
    void shouldSeeThatACompressedFileIsCutShort() throws IOException {
        byte[] whole = TestFiles.gzip(TestFiles.images(20));
        Files.delete(file("train-images-idx3-ubyte"));
        for (int length : new int[] {5, whole.length / 2, whole.length - 3}) {
            TestFiles.write(file("train-images-idx3-ubyte.gz"), Arrays.copyOf(whole, length));
            refuses(
                    "mnist",
                    dir,
                    file("train-images-idx3-ubyte.gz") + " is cut short: its compressed data end too early" + FETCH);
        }
    }

    @Test
    void shouldSeeThatACompressedFileIsDamaged() throws IOException {
        Files.delete(file("train-images-idx3-ubyte"));
        TestFiles.write(file("train-images-idx3-ubyte.gz"), TestFiles.images(20));
        refuses(
                "mnist",
                dir,
                file("train-images-idx3-ubyte.gz") + " is no sound gzip file (Not in GZIP format)" + FETCH);
    }

    @Test
    void shouldRefuseAWrongMagicNumber() {
        TestFiles.write(file("train-images-idx3-ubyte"), TestFiles.labels(20));
        refuses(
                "mnist",
                dir,
                file("train-images-idx3-ubyte") + " is no file of IDX images: it begins with the number"
                        + " 0x00000801, expected 0x00000803" + FETCH);
    }

    @Test
    void shouldRefuseAFileShorterThanItsHeaderSays() {
        byte[] images = TestFiles.images(20);
        TestFiles.write(file("train-images-idx3-ubyte"), Arrays.copyOf(images, images.length - 1));
        refuses(
                "mnist",
                dir,
                file("train-images-idx3-ubyte") + " ends within image 19, its header says 20 of 28 x 28" + FETCH);

        TestFiles.write(file("train-images-idx3-ubyte"), Arrays.copyOf(images, 10));
        refuses("mnist", dir, file("train-images-idx3-ubyte") + " ends within its header" + FETCH);
    }

    @Test
    void shouldRefuseAFileLongerThanItsHeaderSays() {
        byte[] images = TestFiles.images(20);
        TestFiles.write(file("train-images-idx3-ubyte"), Arrays.copyOf(images, images.length + 1));
        refuses(
                "mnist",
                dir,
                file("train-images-idx3-ubyte") + " goes on after the 20 images of 28 x 28 that its header says"
                        + FETCH);
    }

    @Test
    void shouldRefuseImagesOfAnotherSize() {
        byte[] images = TestFiles.images(20);
        ByteBuffer.wrap(images).putInt(12, 56);
        TestFiles.write(file("train-images-idx3-ubyte"), images);
        refuses("mnist", dir, file("train-images-idx3-ubyte") + " holds images of 28 x 56, expected 28 x 28" + FETCH);
    }

    @Test
    void shouldRefuseAnEmptySet() {
        TestFiles.write(file("train-images-idx3-ubyte"), TestFiles.images(0));
        refuses(
                "mnist",
                dir,
                file("train-images-idx3-ubyte") + " says that it holds 0 entries, expected at least 1" + FETCH);
    }

    @Test
    void shouldRefuseAnotherNumberOfLabelsThanImages() {
        TestFiles.write(file("train-labels-idx1-ubyte"), TestFiles.labels(19));
        refuses("mnist", dir, file("train-labels-idx1-ubyte") + " holds 19 labels for the 20 images beside it" + FETCH);
    }

    @Test
    void shouldRefuseLabelsThatAreFewerOrMoreThanTheirHeaderSays() {
        byte[] labels = TestFiles.labels(20);
        TestFiles.write(file("train-labels-idx1-ubyte"), Arrays.copyOf(labels, labels.length - 1));
        refuses("mnist", dir, file("train-labels-idx1-ubyte") + " ends after 19 labels, its header says 20" + FETCH);

        TestFiles.write(file("train-labels-idx1-ubyte"), Arrays.copyOf(labels, labels.length + 1));
        refuses(
                "mnist",
                dir,
                file("train-labels-idx1-ubyte") + " goes on after the 20 labels that its header says" + FETCH);
    }

    @Test
    void shouldRefuseALabelOutOfRange() {
        for (int wrong : new int[] {10, 200}) {
            byte[] labels = TestFiles.labels(20);
            labels[8 + 7] = (byte) wrong;
            TestFiles.write(file("train-labels-idx1-ubyte"), labels);
            refuses(
                    "mnist",
                    dir,
                    file("train-labels-idx1-ubyte") + " has label " + wrong + " at number 7, expected 0 to 9" + FETCH);
        }
    }

    @Test
    void shouldRefuseACifarFileThatIsNoWholeNumberOfRecords() {
        TestFiles.write(file("test_batch.bin"), TestFiles.cifar(0, 2));
        for (int length : new int[] {0, 3072, 2 * 3073 + 5}) {
            TestFiles.write(file("data_batch_1.bin"), Arrays.copyOf(TestFiles.cifar(0, 3), length));
            refuses(
                    "cifar10",
                    dir,
                    file("data_batch_1.bin") + " has " + length
                            + " bytes (unpacked), no multiple of the 3073 of a CIFAR-10 record; they come in"
                            + " cifar-10-binary.tar.gz from www.cs.toronto.edu/~kriz/cifar.html");
        }
    }

    @Test
    void shouldRefuseACifarLabelOutOfRange() {
        TestFiles.write(file("data_batch_1.bin"), TestFiles.cifar(8, 3));
        refuses(
                "cifar10",
                dir,
                file("data_batch_1.bin") + " has label 10 in record 2, expected 0 to 9; they come in"
                        + " cifar-10-binary.tar.gz from www.cs.toronto.edu/~kriz/cifar.html");
    }

    private Path file(String name) {
        return dir.resolve(name);
    }

    private static void refuses(String set, Path dir, String sentence) {
        assertThatThrownBy(() -> DataSets.open(set, dir))
                .isInstanceOf(RondoException.class)
                .hasMessage(sentence);
    }
}
