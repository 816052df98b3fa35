package io.rondo.peer.config.yaml;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as people write them: {@code 1_000_000}, {@code 0.001} and, unlike YAML 1.1, {@code 1e-3} as well. */
final class Scalars {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9][0-9_]{0,30}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");

    private Scalars() {}

    static Optional<BigInteger> wholeNumber(YamlScalar scalar) {
        boolean whole = scalar.type() == YamlScalar.Type.WHOLE_NUMBER
                && WHOLE.matcher(scalar.text()).matches();
        return whole ? Optional.of(new BigInteger(scalar.text().replace("_", ""))) : Optional.empty();
    }

    static Optional<Double> number(YamlScalar scalar) {
        String digits = scalar.text().replace("_", "");
        boolean number = DECIMAL.matcher(digits).matches() && Double.isFinite(Double.parseDouble(digits));
        return number ? Optional.of(Double.parseDouble(digits)) : Optional.empty();
    }
}
