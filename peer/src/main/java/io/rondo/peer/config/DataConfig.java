package io.rondo.peer.config;

import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import io.rondo.peer.data.Labels;
import io.rondo.peer.data.deal.Scheme;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code data}: a built-in data set by name, or a class of the user's.
 *
 * @param set a built-in data set; for a class its simple name, which then only labels
 * @param dir the directory that holds the set's files, as every peer sees it; empty for generated data and for classes
 * @param userClass full name of a class that implements {@code io.rondo.peer.data.DataSource}
 * @param partition how samples are dealt to the peers
 * @param labels what is to be told apart
 */
public record DataConfig(String set, Optional<Path> dir, Optional<String> userClass, Scheme partition, Labels labels) {
    public DataConfig {
        userClass.ifPresent(className -> UserClass.check(className));
        if (userClass.isPresent()) {
            refuseDir(dir, "no directory, because class " + userClass.get() + " opens its own data");
        } else if (!KnownNames.DATA_SETS.contains(set)) {
            throw InvalidSettingException.unknownWord("set", set, KnownNames.DATA_SETS);
        } else if (set.equals(KnownNames.GENERATED_DATA_SET)) {
            refuseDir(
                    dir,
                    "no directory, because the program makes data set " + set
                            + " itself (name the set that the directory holds as data.set)");
        } else if (dir.isEmpty()) {
            throw new InvalidSettingException("dir", "the directory that holds the files of " + set, "nothing");
        }
    }

    private static void refuseDir(Optional<Path> dir, String expected) {
        if (dir.isPresent()) {
            throw new InvalidSettingException("dir", expected, dir.get());
        }
    }

    static DataConfig from(Section in) {
        Optional<String> userClass = in.text("class");
        if (userClass.isPresent() && in.has("set")) {
            throw in.refusal("set", "either set or class", "both");
        }
        String set =
                userClass.map(UserClass::simpleName).orElseGet(() -> in.text("set", KnownNames.GENERATED_DATA_SET));
        Optional<Path> dir = path(in, "dir");
        Scheme partition = in.word("partition", Scheme.class, Scheme.SHUFFLE);
        Labels labels = in.word("labels", Labels.class, Labels.CLASSES);
        return in.end(() -> new DataConfig(set, dir, userClass, partition, labels));
    }

    static Optional<Path> path(Section in, String key) {
        Optional<String> text = in.text(key);
        try {
            return text.map(Path::of);
        } catch (InvalidPathException e) {
            throw in.refusal(key, "a path", text.orElseThrow());
        }
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(userClass.isPresent() ? "class" : "set", userClass.orElse(set));
        dir.ifPresent(path -> map.put("dir", path.toString()));
        map.put("partition", Section.word(partition));
        map.put("labels", Section.word(labels));
        return map;
    }
}
