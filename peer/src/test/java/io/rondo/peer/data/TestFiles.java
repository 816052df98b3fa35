package io.rondo.peer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Small data set files made for a test: sound ones, to be damaged by the test that wants so. */
final class TestFiles {
    static final int PIXELS = 28 * 28;

    private TestFiles() {}

    /** A sound MNIST directory: image i is filled with the byte i, its label is i mod 10. */
    static void mnist(Path dir, int train, int test) {
        write(dir.resolve("train-images-idx3-ubyte"), images(train));
        write(dir.resolve("train-labels-idx1-ubyte"), labels(train));
        write(dir.resolve("t10k-images-idx3-ubyte"), images(test));
        write(dir.resolve("t10k-labels-idx1-ubyte"), labels(test));
    }

    static byte[] images(int count) {
        ByteBuffer file = ByteBuffer.allocate(16 + count * PIXELS);
        file.putInt(0x803).putInt(count).putInt(28).putInt(28);
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < PIXELS; p++) {
                file.put((byte) i);
            }
        }
        return file.array();
    }

    static byte[] labels(int count) {
        ByteBuffer file = ByteBuffer.allocate(8 + count);
        file.putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            file.put((byte) (i % 10));
        }
        return file.array();
    }

    /** CIFAR records with labels first, first + 1 …; red is the label, green 100 + the row, blue 200 + the column. */
    static byte[] cifar(int first, int count) {
        ByteBuffer file = ByteBuffer.allocate(count * 3073);
        for (int label = first; label < first + count; label++) {
            file.put((byte) label);
            for (int p = 0; p < 1024; p++) {
                file.put((byte) label);
            }
            for (int p = 0; p < 1024; p++) {
                file.put((byte) (100 + p / 32));
            }
            for (int p = 0; p < 1024; p++) {
                file.put((byte) (200 + p % 32));
            }
        }
        return file.array();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static void write(Path path, byte[] content) {
        try {
            Files.write(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
