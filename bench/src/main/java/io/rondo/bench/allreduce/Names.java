package io.rondo.bench.allreduce;

import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the options call things, and the sentence for what they do not know. */
final class Names {
    private static final Map<String, ElementType> TYPES = new LinkedHashMap<>();
    private static final Map<String, Operator> OPERATORS = new LinkedHashMap<>();
    private static final Map<String, TransportKind> PATHS = new LinkedHashMap<>();
    private static final Map<String, List<Place>> PLACES = new LinkedHashMap<>();
    private static final Map<String, Binding> BINDINGS = new LinkedHashMap<>();
    private static final Map<String, Boolean> RIVALS = new LinkedHashMap<>();

    static {
        TYPES.put("float", ElementType.FLOAT32);
        TYPES.put("double", ElementType.FLOAT64);
        TYPES.put("int32", ElementType.INT32);
        TYPES.put("int64", ElementType.INT64);
        OPERATORS.put("sum", Operator.SUM);
        OPERATORS.put("avg", Operator.AVERAGE);
        OPERATORS.put("min", Operator.MIN);
        OPERATORS.put("max", Operator.MAX);
        PATHS.put("window", TransportKind.WINDOW);
        PATHS.put("ipc", TransportKind.IPC);
        PATHS.put("udp", TransportKind.UDP);
        PATHS.put("auto", TransportKind.AUTO);
        PLACES.put("in", List.of(Place.IN));
        PLACES.put("out", List.of(Place.OUT));
        PLACES.put("both", Place.both());
        BINDINGS.put("none", Binding.NONE);
        BINDINGS.put("core", Binding.CORE);
        RIVALS.put("openmpi", true);
        RIVALS.put("stock", true);
    }

    private Names() {}

    static String of(ElementType type) {
        return nameOf(type, TYPES);
    }

    static String of(Operator operator) {
        return nameOf(operator, OPERATORS);
    }

    static String of(TransportKind path) {
        return nameOf(path, PATHS);
    }

    private static <T> String nameOf(T value, Map<String, T> known) {
        return known.entrySet().stream()
                .filter(entry -> entry.getValue() == value)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static <T> T pick(String what, String name, Map<String, T> known) {
        T value = known.get(name);
        if (value == null) {
            throw new TypeConversionException(
                    "unknown " + what + " " + name + ", expected one of " + String.join(", ", known.keySet()));
        }
        return value;
    }

    static final class TypeName implements ITypeConverter<ElementType> {
        @Override
        public ElementType convert(String value) {
            return pick("type", value, TYPES);
        }
    }

    static final class OperatorName implements ITypeConverter<Operator> {
        @Override
        public Operator convert(String value) {
            return pick("operation", value, OPERATORS);
        }
    }

    static final class PathName implements ITypeConverter<TransportKind> {
        @Override
        public TransportKind convert(String value) {
            return pick("path", value, PATHS);
        }
    }

    /** Yields {@code Places}: picocli would take a list's elements one by one. */
    static final class PlaceName implements ITypeConverter<Places> {
        @Override
        public Places convert(String value) {
            return new Places(pick("place", value, PLACES));
        }
    }

    record Places(List<Place> all) {}

    static final class BindingName implements ITypeConverter<Binding> {
        @Override
        public Binding convert(String value) {
            return pick("binding", value, BINDINGS);
        }
    }

    static final class RivalName implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            pick("comparison", value, RIVALS);
            return value;
        }
    }
}
