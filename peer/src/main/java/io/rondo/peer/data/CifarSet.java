package io.rondo.peer.data;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * CIFAR-10 in its binary form: files of records, each one label byte and three planes (red, green, blue) of 32 x 32
 * bytes. Whatever batch files are there make up the set, in the order of their names. Pixels are kept with the channels
 * innermost, as {@link SampleShape} wants them.
 *
 * <p>Source: www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
 */
final class CifarSet {
    private static final int SIDE = 32;
    private static final int CHANNELS = 3;
    private static final int CLASSES = 10;
    private static final int PLANE_BYTES = SIDE * SIDE;
    private static final int RECORD_BYTES = 1 + CHANNELS * PLANE_BYTES;

    /** Of the 50,000 training images, channel by channel. */
    private static final Normalisation NORMALISATION =
            Normalisation.of(new double[] {0.4914, 0.4822, 0.4465}, new double[] {0.2470, 0.2435, 0.2616});

    private CifarSet() {}

    static DataSource open(Path dir) {
        DataDirectory directory = new DataDirectory(
                "cifar10",
                dir,
                "data_batch_1.bin (to 5, as many as there are) and test_batch.bin",
                "they come in cifar-10-binary.tar.gz from www.cs.toronto.edu/~kriz/cifar.html");
        Arena arena = Arena.ofShared();
        try {
            ImageStore train = read(directory, "data_batch_", arena);
            ImageStore test = read(directory, "test_batch", arena);
            SampleShape shape = new SampleShape(SIDE, SIDE, CHANNELS, CLASSES);
            return new ImageSource(shape, NORMALISATION, train, test, arena);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static ImageStore read(DataDirectory directory, String prefix, Arena arena) {
        ImageStore store = new ImageStore(CHANNELS * PLANE_BYTES, arena);
        for (String name : directory.names(prefix, ".bin")) {
            try (DataFile file = directory.open(name)) {
                read(file, store);
            }
        }
        return store;
    }

    private static void read(DataFile file, ImageStore store) {
        byte[] record = new byte[RECORD_BYTES];
        byte[] pixels = new byte[CHANNELS * PLANE_BYTES];
        int records = 0;
        for (int length = file.read(record); length > 0 || records == 0; length = file.read(record)) {
            if (length < RECORD_BYTES) {
                long bytes = (long) records * RECORD_BYTES + length;
                throw file.broken("has " + bytes + " bytes (unpacked), no multiple of the 3073 of a CIFAR-10 record");
            }
            if (record[0] < 0 || record[0] >= CLASSES) {
                throw file.broken("has label " + (record[0] & 0xFF) + " in record " + records + ", expected 0 to 9");
            }
            interleave(record, pixels);
            store.add(pixels, record[0]);
            records++;
        }
    }

    /** From one plane after another to one pixel after another. */
    private static void interleave(byte[] record, byte[] pixels) {
        for (int c = 0; c < CHANNELS; c++) {
            for (int p = 0; p < PLANE_BYTES; p++) {
                pixels[p * CHANNELS + c] = record[1 + c * PLANE_BYTES + p];
            }
        }
    }
}
