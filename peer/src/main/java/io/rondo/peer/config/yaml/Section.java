package io.rondo.peer.config.yaml;

import io.rondo.peer.RondoException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One mapping of the config while a record is read from it. The record's reader asks for each key it knows, by type and
 * with a default, and then calls {@link #end}, which refuses the keys that nobody asked for and says where a value
 * stands that the record's own constructor refuses.
 *
 * <p>Every refusal is one sentence: place, full key, what was expected, what was found.
 */
public final class Section {
    private static final String LIST_OF_INTEGERS = "a list of whole numbers such as [256, 128]";

    private final YamlMap map;
    private final String path;
    private final KnownKeys known;

    private Section(YamlMap map, String path, KnownKeys known) {
        this.map = map;
        this.path = path;
        this.known = known;
    }

    public static Section root(YamlMap map) {
        return new Section(map, "", KnownKeys.none());
    }

    private Section inner(YamlMap inner, String innerPath) {
        return new Section(inner, innerPath, known.inner());
    }

    public boolean has(String key) {
        return value(key).isPresent();
    }

    /** The raw value of a key, and from now on the key counts as known. */
    public Optional<YamlValue> value(String key) {
        known.add(key, full(key));
        return map.entry(key).map(YamlMap.Entry::value);
    }

    public String text(String key, String byDefault) {
        return text(key).orElse(byDefault);
    }

    /** Text; a number is taken as the text that was written. */
    public Optional<String> text(String key) {
        return scalar(key, "a text").map(scalar -> {
            boolean fits = !scalar.isNothing()
                    && scalar.type() != YamlScalar.Type.TRUTH
                    && !scalar.text().isBlank();
            return fits ? scalar.text() : refuse(key, "a text", scalar);
        });
    }

    public int integer(String key, int byDefault) {
        return wholeNumber(key, Integer.SIZE).map(Long::intValue).orElse(byDefault);
    }

    public long wholeNumber(String key, long byDefault) {
        return wholeNumber(key).orElse(byDefault);
    }

    public Optional<Long> wholeNumber(String key) {
        return wholeNumber(key, Long.SIZE);
    }

    private Optional<Long> wholeNumber(String key, int bits) {
        return scalar(key, "a whole number").map(scalar -> {
            BigInteger number = Scalars.wholeNumber(scalar).orElseGet(() -> refuse(key, "a whole number", scalar));
            return number.bitLength() < bits
                    ? number.longValue()
                    : refuse(key, "a whole number that fits " + bits + " bits", scalar);
        });
    }

    /** {@code true} or {@code false}. */
    public boolean truth(String key, boolean byDefault) {
        String expected = "true or false";
        return scalar(key, expected)
                .map(scalar -> scalar.type() == YamlScalar.Type.TRUTH
                        ? Boolean.valueOf(scalar.text())
                        : refuse(key, expected, scalar))
                .orElse(byDefault);
    }

    /** A list of texts. */
    public List<String> texts(String key, List<String> byDefault) {
        String expected = "a list of texts";
        return list(key, expected)
                .map(list -> list.values().stream()
                        .map(value -> value instanceof YamlScalar scalar && scalar.type() == YamlScalar.Type.TEXT
                                ? scalar.text()
                                : refuse(key, expected, value))
                        .toList())
                .orElse(byDefault);
    }

    public double number(String key, double byDefault) {
        return scalar(key, "a number")
                .map(scalar -> Scalars.number(scalar).orElseGet(() -> refuse(key, "a number", scalar)))
                .orElse(byDefault);
    }

    public Duration duration(String key, Duration byDefault) {
        String expected = "a duration such as 250ms, 1s or 5m";
        return scalar(key, expected)
                .map(scalar -> Durations.parse(scalar.text()).orElseGet(() -> refuse(key, expected, scalar)))
                .orElse(byDefault);
    }

    /** How a constant is written: its name in lower case. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** One of an enum's constants, each written as its {@link #word(Enum) word}. */
    public <E extends Enum<E>> E word(String key, Class<E> type, E byDefault) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            words.add(word(constant));
        }
        String expected = "one of " + String.join(", ", words);
        Optional<YamlScalar> scalar = scalar(key, expected);
        if (scalar.isEmpty()) {
            return byDefault;
        }
        int index = words.indexOf(scalar.get().text());
        if (index < 0) {
            String word = scalar.get().shown();
            throw refusal(key, expected, word + InvalidSettingException.nearest(word, words));
        }
        return type.getEnumConstants()[index];
    }

    /** A list of whole numbers. */
    public List<Integer> integers(String key, List<Integer> byDefault) {
        Optional<YamlList> list = list(key, LIST_OF_INTEGERS);
        return list.isEmpty()
                ? byDefault
                : list.get().values().stream().map(value -> integer(key, value)).toList();
    }

    private int integer(String key, YamlValue value) {
        Optional<BigInteger> number =
                value instanceof YamlScalar scalar ? Scalars.wholeNumber(scalar) : Optional.empty();
        return number.filter(whole -> whole.bitLength() < Integer.SIZE)
                .map(BigInteger::intValue)
                .orElseGet(() -> refuse(key, LIST_OF_INTEGERS, value));
    }

    /** A list, when the key is there. */
    public Optional<YamlList> list(String key, String expected) {
        return value(key).map(value -> value instanceof YamlList list ? list : refuse(key, expected, value));
    }

    /** The section under a key; an absent or empty one is a section of defaults. */
    public Section section(String key) {
        YamlValue value = value(key).orElseGet(() -> YamlMap.empty(map.place()));
        boolean nothing = value instanceof YamlScalar scalar && scalar.isNothing();
        if (value instanceof YamlMap inner) {
            return inner(inner, full(key));
        }
        return nothing ? inner(YamlMap.empty(value.place()), full(key)) : refuse(key, "a mapping", value);
    }

    /** The section under a key that may also be a single word, which then stands for {@code {inner: word}}. */
    public Section section(String key, String inner) {
        Optional<YamlValue> value = value(key);
        if (value.isPresent() && value.get() instanceof YamlScalar scalar && !scalar.isNothing()) {
            YamlMap.Entry entry = new YamlMap.Entry(scalar.place(), scalar);
            return inner(YamlMap.empty(scalar.place()).with(inner, entry), full(key));
        }
        return section(key);
    }

    /** The sections of a list of mappings. */
    public List<Section> sections(String key, YamlList list, String expected) {
        List<Section> sections = new ArrayList<>();
        for (YamlValue value : list.values()) {
            String element = full(key) + "[" + sections.size() + "]";
            if (!(value instanceof YamlMap)) {
                throw new RondoException(sentence(value.place(), element, expected, value.shown()));
            }
            sections.add(inner((YamlMap) value, element));
        }
        return sections;
    }

    /** Refuses keys that nobody asked for, then makes the record and says where a value stands that it refuses. */
    public <T> T end(Supplier<T> make) {
        map.entries().forEach((key, entry) -> {
            if (!known.has(key)) {
                throw new RondoException(
                        entry.place() + ": " + full(key) + ": unknown key, expected " + known.insteadOf(key));
            }
        });
        try {
            return make.get();
        } catch (InvalidSettingException e) {
            throw refusal(e.key(), e.expected(), e.found());
        }
    }

    /** A refusal of the value of a key, given relative to this section: {@code hidden} or {@code optimizer.beta1}. */
    public RondoException refusal(String key, String expected, String found) {
        return new RondoException(sentence(Locator.placeOf(map, key), full(key), expected, found));
    }

    private <T> T refuse(String key, String expected, YamlValue found) {
        throw refusal(key, expected, found.shown());
    }

    private Optional<YamlScalar> scalar(String key, String expected) {
        return value(key).map(value -> value instanceof YamlScalar scalar ? scalar : refuse(key, expected, value));
    }

    private static String sentence(Place place, String key, String expected, String found) {
        return place + ": " + key + ": expected " + expected + ", found " + found;
    }

    private String full(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
