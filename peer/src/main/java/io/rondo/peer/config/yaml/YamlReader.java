package io.rondo.peer.config.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Turns YAML text into values that know their place, by walking the parser's tokens: binding straight to classes would
 * forget the lines before a record gets to check itself. Refuses, with the line, what is no YAML, a key written twice,
 * a second document, and an alias, which the parser would hand out as the text of its name.
 */
public final class YamlReader {
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final YAMLParser parser;
    private final IntFunction<Place> placeOfLine;

    private YamlReader(YAMLParser parser, IntFunction<Place> placeOfLine) {
        this.parser = parser;
        this.placeOfLine = placeOfLine;
    }

    /**
     * Reads one YAML document; empty when the text holds nothing but comments.
     *
     * @param placeOfLine names the place of a line, counted from 1
     */
    public static Optional<YamlValue> read(String text, IntFunction<Place> placeOfLine) {
        try (YAMLParser parser = FACTORY.createParser(text)) {
            return new YamlReader(parser, placeOfLine).document();
        } catch (JsonProcessingException e) {
            throw mistake(e, placeOfLine);
        } catch (IOException e) {
            throw new RondoException(placeOfLine.apply(1) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The parser's own mark first: what Jackson adds for some mistakes is the line before. */
    private static RondoException mistake(JsonProcessingException e, IntFunction<Place> placeOfLine) {
        int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
        String problem = e.getOriginalMessage();
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            line = marked.getProblemMark().getLine() + 1;
            problem = marked.getProblem();
        }
        String firstLine = problem.lines().findFirst().orElse("unreadable").strip();
        return new RondoException(placeOfLine.apply(line) + ": expected YAML, found a mistake: " + firstLine, e);
    }

    private Optional<YamlValue> document() throws IOException {
        if (parser.nextToken() == null) {
            return Optional.empty();
        }
        YamlValue value = value("", here());
        if (parser.nextToken() != null) {
            throw new RondoException(here() + ": expected one YAML document, found a second one");
        }
        return Optional.of(value);
    }

    private YamlValue value(String path, Place holder) throws IOException {
        if (parser.isCurrentAlias()) {
            throw new RondoException(
                    here() + ": " + path + ": expected a plain value, found the alias *" + parser.getText());
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return map(path, holder);
        }
        if (token == JsonToken.START_ARRAY) {
            return list(path, holder);
        }
        return new YamlScalar(here(), typeOf(token), parser.getText());
    }

    private YamlMap map(String path, Place holder) throws IOException {
        Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Place place = here();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            YamlMap.Entry earlier = entries.get(key);
            if (earlier != null) {
                throw new RondoException(
                        place + ": " + keyPath + ": expected each key once, found it at " + earlier.place() + " too");
            }
            parser.nextToken();
            entries.put(key, new YamlMap.Entry(place, value(keyPath, place)));
        }
        return new YamlMap(holder, entries);
    }

    private YamlList list(String path, Place holder) throws IOException {
        List<YamlValue> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(path + "[" + values.size() + "]", here()));
        }
        return new YamlList(holder, values);
    }

    private static YamlScalar.Type typeOf(JsonToken token) {
        return switch (token) {
            case VALUE_NUMBER_INT -> YamlScalar.Type.WHOLE_NUMBER;
            case VALUE_NUMBER_FLOAT -> YamlScalar.Type.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> YamlScalar.Type.TRUTH;
            case VALUE_NULL -> YamlScalar.Type.NOTHING;
            default -> YamlScalar.Type.TEXT;
        };
    }

    private Place here() {
        return placeOfLine.apply(parser.currentTokenLocation().getLineNr());
    }
}
