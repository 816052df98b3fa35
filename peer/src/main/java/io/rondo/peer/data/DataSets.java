package io.rondo.peer.data;

import io.rondo.peer.RondoException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The data sets that Rondo knows by name. */
public final class DataSets {
    private static final Map<String, Function<Path, DataSource>> OPENERS = openers();

    private DataSets() {}

    /** The names that {@link #open} takes: digits, mnist, fashion-mnist, cifar10. */
    public static List<String> names() {
        return List.copyOf(OPENERS.keySet());
    }

    /**
     * Opens a data set: reads its files, or draws it, into memory off the heap.
     *
     * @param set one of {@link #names()}
     * @param dir where its files are; null for {@code digits}, which needs none and ignores it
     * @throws RondoException when the set is unknown, the directory or a file is missing, or a file is not what it
     *     should be; the sentence says which and what to do
     */
    public static DataSource open(String set, Path dir) {
        Function<Path, DataSource> opener = OPENERS.get(set);
        if (opener == null) {
            throw new RondoException("unknown data set " + set + ": known are " + String.join(", ", names())
                    + "; a data set of your own is named by data.class");
        }
        return opener.apply(dir);
    }

    private static Map<String, Function<Path, DataSource>> openers() {
        Map<String, Function<Path, DataSource>> openers = new LinkedHashMap<>();
        openers.put("digits", dir -> DrawnDigits.open());
        openers.put("mnist", dir -> IdxSet.open("mnist", dir, Normalisation.of(0.1307, 0.3081)));
        openers.put("fashion-mnist", dir -> IdxSet.open("fashion-mnist", dir, Normalisation.of(0.2860, 0.3530)));
        openers.put("cifar10", CifarSet::open);
        return openers;
    }
}
