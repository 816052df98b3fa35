package io.rondo.peer.data;

/**
 * A labelled data set that every peer opens for itself. Bring your own by implementing this with a public constructor
 * without arguments and naming it as {@code data.class}.
 *
 * <p>Samples are numbered {@code 0 .. count(split) - 1}; the numbering is the same on every peer. Called by the
 * training thread only.
 */
public interface DataSource extends AutoCloseable {
    SampleShape shape();

    /** Number of samples of this part. */
    int count(Split split);

    /**
     * Writes the samples {@code samples[from .. from + count - 1]} into the batch, features normalised to what a model
     * should see, and sets the batch's count.
     */
    void read(Split split, int[] samples, int from, int count, Batch batch);

    /** Frees what the source holds; nothing by default. */
    @Override
    default void close() {}
}
