package io.rondo.peer.data;

/** A data set whose classes are two: even numbers (0) and odd ones (1). */
public final class ParityLabels implements DataSource {
    private static final int CLASSES = 2;

    private final DataSource numbered;

    /** @param numbered closed with this one */
    public ParityLabels(DataSource numbered) {
        this.numbered = numbered;
    }

    @Override
    public SampleShape shape() {
        SampleShape shape = numbered.shape();
        return new SampleShape(shape.height(), shape.width(), shape.channels(), CLASSES);
    }

    @Override
    public int count(Split split) {
        return numbered.count(split);
    }

    @Override
    public void read(Split split, int[] samples, int from, int count, Batch batch) {
        numbered.read(split, samples, from, count, batch);
        int[] labels = batch.labels();
        for (int i = 0; i < count; i++) {
            labels[i] %= CLASSES;
        }
    }

    @Override
    public void close() {
        numbered.close();
    }
}
