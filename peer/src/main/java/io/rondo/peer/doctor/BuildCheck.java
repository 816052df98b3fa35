package io.rondo.peer.doctor;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether what runs is what the source tree beside it says, if there is one. */
final class BuildCheck {
    private static final String NAME = "build";
    private static final Path STAMP = Path.of("bench", "target", "rondo-built");

    private BuildCheck() {}

    static Finding here() throws IOException {
        Optional<Path> root = sourceTree();
        return root.isPresent() ? of(root.get()) : Finding.ok(NAME, "no source tree is beside the program");
    }

    /** Of a source tree that was built by {@code scripts/rondo}, or not. */
    static Finding of(Path root) throws IOException {
        if (!Files.exists(root.resolve(STAMP))) {
            return Finding.ok(NAME, "built by Maven in " + root);
        }
        FileTime built = Files.getLastModifiedTime(root.resolve(STAMP));
        for (Path source : sources(root)) {
            if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
                return Finding.warning(
                        NAME,
                        root.relativize(source) + " is newer than what was built"
                                + "; start scripts/rondo without RONDO_SKIP_BUILD, on every host");
            }
        }
        return Finding.ok(NAME, "up to date with the sources in " + root);
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>(List.of(root.resolve("pom.xml")));
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.toList()) {
                Path main = module.resolve(Path.of("src", "main"));
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(Files::isRegularFile).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    /** The classes lie in a module's target directory. */
    private static Optional<Path> sourceTree() {
        try {
            Path classes = Path.of(BuildCheck.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path at = classes; at != null; at = at.getParent()) {
                if (Files.exists(at.resolve("pom.xml")) && Files.isDirectory(at.resolve("bench"))) {
                    return Optional.of(at);
                }
            }
            return Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
