package io.rondo.peer.data;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory that holds a set's files, each plain or compressed ({@code .gz}); where both are there the plain one is
 * taken.
 *
 * @param set the set's name
 * @param path where the user says the files are
 * @param expected the files that the set consists of, in words
 * @param remedy how to get them, in words
 */
record DataDirectory(String set, Path path, String expected, String remedy) {
    private static final String GZ = ".gz";

    DataDirectory {
        String needs = "it must hold " + expected + ", each plain or .gz; " + remedy;
        if (path == null) {
            throw new RondoException(
                    "data set " + set + " needs a directory: name it with --data-dir DIR (data.dir); " + needs);
        }
        if (!Files.isDirectory(path)) {
            throw new RondoException("no such data directory: " + path + " (data set " + set + "); " + needs);
        }
    }

    /** Opens {@code name} or {@code name.gz}. */
    DataFile open(String name) {
        for (String each : List.of(name, name + GZ)) {
            if (Files.isRegularFile(path.resolve(each))) {
                return DataFile.open(path.resolve(each), remedy);
            }
        }
        throw missing(name);
    }

    /** Names, in order and without {@code .gz}, of the files that begin and end so. At least one. */
    List<String> names(String prefix, String suffix) {
        try (Stream<Path> files = Files.list(path)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .map(name -> name.endsWith(GZ) ? name.substring(0, name.length() - GZ.length()) : name)
                    .filter(name -> name.startsWith(prefix) && name.endsWith(suffix))
                    .distinct()
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                throw missing(prefix + "*" + suffix);
            }
            return names;
        } catch (IOException e) {
            throw new RondoException("cannot list data directory " + path + ": " + e.getMessage(), e);
        }
    }

    private RondoException missing(String name) {
        return new RondoException("data set " + set + ": no " + name + " or " + name + GZ + " in " + path
                + ", which must hold " + expected + "; " + remedy);
    }
}
