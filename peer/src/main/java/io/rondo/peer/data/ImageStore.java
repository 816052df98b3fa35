package io.rondo.peer.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Raw images of one size with their labels, numbered from 0 in the order of {@link #add}. The pixels lie off the heap,
 * since a peer's heap is small (full CIFAR-10 has 184 MB), in blocks, since a compressed file does not say beforehand
 * how many it holds.
 */
final class ImageStore {
    private static final int BLOCK_IMAGES = 1024;

    private final int imageBytes;
    private final Arena arena;
    private MemorySegment[] blocks = new MemorySegment[0];
    private byte[] labels = new byte[0];
    private int count;

    ImageStore(int imageBytes, Arena arena) {
        this.imageBytes = imageBytes;
        this.arena = arena;
    }

    /** Appends an image, {@code imageBytes} of {@code pixels}. */
    void add(byte[] pixels, int label) {
        if (count == labels.length) {
            blocks = Arrays.copyOf(blocks, blocks.length + 1);
            blocks[blocks.length - 1] = arena.allocate((long) BLOCK_IMAGES * imageBytes, 1);
            labels = Arrays.copyOf(labels, labels.length + BLOCK_IMAGES);
        }
        MemorySegment.copy(pixels, 0, block(count), ValueLayout.JAVA_BYTE, offset(count), imageBytes);
        labels[count] = (byte) label;
        count++;
    }

    int imageBytes() {
        return imageBytes;
    }

    int count() {
        return count;
    }

    int label(int image) {
        return labels[image];
    }

    /** Copies an image's pixels out. */
    void copy(int image, byte[] pixels) {
        MemorySegment.copy(block(image), ValueLayout.JAVA_BYTE, offset(image), pixels, 0, imageBytes);
    }

    private MemorySegment block(int image) {
        return blocks[image / BLOCK_IMAGES];
    }

    private long offset(int image) {
        return (long) (image % BLOCK_IMAGES) * imageBytes;
    }
}
