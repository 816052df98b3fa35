package io.rondo.peer.process;

import io.rondo.peer.data.random.SplitMix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Four small MNIST files: noise, with a brighter row that tells the class. */
final class NoiseImages {
    static final int TRAIN = 960;
    static final int TEST = 100;

    private static final int SIDE = 28;
    private static final int CLASSES = 10;

    private NoiseImages() {}

    static void write(Path directory, int train) {
        try {
            Files.createDirectories(directory);
            write(directory, "train", train);
            write(directory, "t10k", TEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path directory, String split, int count) throws IOException {
        SplitMix random = new SplitMix(count);
        ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
        images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
        ByteBuffer labels = ByteBuffer.allocate(8 + count);
        labels.putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES;
            labels.put((byte) label);
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                boolean isHint = pixel / SIDE == 4 + 2 * label;
                images.put((byte) (random.below(128) + (isHint ? 60 : 0)));
            }
        }
        Files.write(directory.resolve(split + "-images-idx3-ubyte"), images.array());
        Files.write(directory.resolve(split + "-labels-idx1-ubyte"), labels.array());
    }
}
