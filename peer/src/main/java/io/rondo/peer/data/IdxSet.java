package io.rondo.peer.data;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * MNIST and the sets of its form: four IDX files of 28 x 28 grey images and labels 0 to 9.
 *
 * <pre>
 *   images  int 0x00000803, int count, int rows, int columns, then rows x columns bytes an image
 *   labels  int 0x00000801, int count, then one byte a label            (ints are big-endian)
 * </pre>
 *
 * <p>Source: yann.lecun.com/exdb/mnist, "File formats for the MNIST database".
 */
final class IdxSet {
    private static final int IMAGES_MAGIC = 0x0803;
    private static final int LABELS_MAGIC = 0x0801;
    private static final int SIDE = 28;
    private static final int CLASSES = 10;

    private IdxSet() {}

    static DataSource open(String set, Path dir, Normalisation normalisation) {
        DataDirectory directory = new DataDirectory(
                set,
                dir,
                "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte",
                "scripts/fetch-mnist --set " + set + " DIR downloads them");
        Arena arena = Arena.ofShared();
        try {
            ImageStore train = read(directory, "train", arena);
            ImageStore test = read(directory, "t10k", arena);
            return new ImageSource(new SampleShape(SIDE, SIDE, 1, CLASSES), normalisation, train, test, arena);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static ImageStore read(DataDirectory directory, String part, Arena arena) {
        try (DataFile images = directory.open(part + "-images-idx3-ubyte");
                DataFile labels = directory.open(part + "-labels-idx1-ubyte")) {
            int count = header(images, IMAGES_MAGIC, "IDX images");
            int rows = images.readInt();
            int columns = images.readInt();
            if (rows != SIDE || columns != SIDE) {
                throw images.broken("holds images of " + rows + " x " + columns + ", expected 28 x 28");
            }
            int labelCount = header(labels, LABELS_MAGIC, "IDX labels");
            if (labelCount != count) {
                throw labels.broken("holds " + labelCount + " labels for the " + count + " images beside it");
            }
            return read(count, images, labels, arena);
        }
    }

    private static int header(DataFile file, int magic, String what) {
        int found = file.readInt();
        if (found != magic) {
            throw file.broken(String.format(
                    "is no file of %s: it begins with the number 0x%08x, expected 0x%08x", what, found, magic));
        }
        int count = file.readInt();
        if (count < 1) {
            throw file.broken("says that it holds " + count + " entries, expected at least 1");
        }
        return count;
    }

    private static ImageStore read(int count, DataFile images, DataFile labels, Arena arena) {
        ImageStore store = new ImageStore(SIDE * SIDE, arena);
        byte[] pixels = new byte[SIDE * SIDE];
        byte[] label = new byte[1];
        for (int i = 0; i < count; i++) {
            if (images.read(pixels) < pixels.length) {
                throw images.broken("ends within image " + i + ", its header says " + count + " of 28 x 28");
            }
            if (labels.read(label) < 1) {
                throw labels.broken("ends after " + i + " labels, its header says " + count);
            }
            if (label[0] < 0 || label[0] >= CLASSES) {
                throw labels.broken("has label " + (label[0] & 0xFF) + " at number " + i + ", expected 0 to 9");
            }
            store.add(pixels, label[0]);
        }
        if (!images.atEnd()) {
            throw images.broken("goes on after the " + count + " images of 28 x 28 that its header says");
        }
        if (!labels.atEnd()) {
            throw labels.broken("goes on after the " + count + " labels that its header says");
        }
        return store;
    }
}
