package io.rondo.peer.config;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.yaml.Assignment;
import io.rondo.peer.config.yaml.Place;
import io.rondo.peer.config.yaml.Section;
import io.rondo.peer.config.yaml.YamlMap;
import io.rondo.peer.config.yaml.YamlReader;
import io.rondo.peer.config.yaml.YamlValue;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads the config file, lays what the command line sets over it, and makes the records. Every refusal is a
 * {@link RondoException} of one sentence with file and line (or the option), key, what was expected and what was found.
 */
public final class ConfigReader {
    /** {@code model: mlp} stands for {@code model: {name: mlp}}. */
    static final String MODEL_SHORTHAND = "name";

    /** {@code job: mnist} stands for {@code job: {name: mnist}}. */
    static final String JOB_SHORTHAND = "name";

    private static final Map<String, String> SHORTHANDS = Map.of("model", MODEL_SHORTHAND, "job", JOB_SHORTHAND);
    private static final long LARGEST_FILE_BYTES = 1 << 20;
    private static final String NO_FILE = "the command line";

    private ConfigReader() {}

    /** The config of a file's values and of assignments over them in their order; later ones win. */
    public static RondoConfig read(YamlMap file, List<Assignment> assignments) {
        YamlMap root = file;
        for (Assignment assignment : assignments) {
            refuseSecret(assignment);
            root = assignment.over(root, SHORTHANDS);
        }
        return RondoConfig.from(Section.root(root));
    }

    private static void refuseSecret(Assignment assignment) {
        boolean isSecret = assignment.key().equals("job.secret");
        boolean holdsSecret = assignment.key().equals("job")
                && assignment.value() instanceof YamlMap map
                && map.entry("secret").isPresent();
        if (isSecret || holdsSecret) {
            throw new RondoException("job.secret: expected in the config file only, found on the command line, which"
                    + " everybody on this host can read");
        }
    }

    /** The config of a text, as {@link EffectiveConfig#yaml} prints it; {@code source} stands for the file's name. */
    public static RondoConfig readText(String yaml, String source) {
        return RondoConfig.from(Section.root(parse(yaml, source)));
    }

    /** The values of no file: everything is left to the defaults. */
    public static YamlMap nothing() {
        return YamlMap.empty(Place.of(NO_FILE));
    }

    /** The values of a file, not yet checked. */
    public static YamlMap readFile(Path file) {
        return parse(text(file), file.toString());
    }

    private static YamlMap parse(String text, String source) {
        YamlValue root = YamlReader.read(text, line -> new Place(source, line))
                .orElseThrow(() ->
                        new RondoException(source + ": expected settings such as \"mode: ring\", found an empty file"));
        if (root instanceof YamlMap map) {
            return new YamlMap(new Place(source, 1), map.entries());
        }
        throw new RondoException(root.place() + ": expected settings such as \"mode: ring\", found " + root.shown());
    }

    private static String text(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new RondoException(file + ": expected a config file, found a directory");
            }
            if (Files.size(file) > LARGEST_FILE_BYTES) {
                throw new RondoException(
                        file + ": expected a config file of at most 1 MiB, found " + Files.size(file) + " bytes");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new RondoException(file + ": no such config file", e);
        } catch (CharacterCodingException e) {
            throw new RondoException(file + ": expected UTF-8 text, found other bytes", e);
        } catch (IOException e) {
            throw new RondoException(file + ": the config file cannot be read: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied" : e.getMessage();
    }
}
