package io.rondo.peer.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Images held as raw bytes and normalised each time they are read. Reading allocates nothing. */
final class ImageSource implements DataSource {
    private final SampleShape shape;
    private final Normalisation normalisation;
    private final Arena arena;
    private final ImageStore train;
    private final ImageStore test;
    private final byte[] raw;
    private final float[] values;

    /** Takes over the arena that both stores lie in, and closes it in the end. */
    ImageSource(SampleShape shape, Normalisation normalisation, ImageStore train, ImageStore test, Arena arena) {
        if (normalisation.channels() != shape.channels() || train.imageBytes() != shape.length()) {
            throw new IllegalArgumentException("normalisation of " + normalisation.channels()
                    + " channels and images of " + train.imageBytes() + " bytes do not fit " + shape);
        }
        this.shape = shape;
        this.normalisation = normalisation;
        this.arena = arena;
        this.train = train;
        this.test = test;
        this.raw = new byte[shape.length()];
        this.values = new float[shape.length()];
    }

    @Override
    public SampleShape shape() {
        return shape;
    }

    @Override
    public int count(Split split) {
        return store(split).count();
    }

    @Override
    public void read(Split split, int[] samples, int from, int count, Batch batch) {
        batch.count(count);
        ImageStore store = store(split);
        long sampleBytes = (long) values.length * Float.BYTES;
        for (int i = 0; i < count; i++) {
            int sample = samples[from + i];
            store.copy(sample, raw);
            normalisation.apply(raw, values);
            MemorySegment.copy(values, 0, batch.features(), ValueLayout.JAVA_FLOAT, i * sampleBytes, values.length);
            batch.labels()[i] = store.label(sample);
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    private ImageStore store(Split split) {
        return split == Split.TRAIN ? train : test;
    }
}
