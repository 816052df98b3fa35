package io.rondo.bench.predict;

import io.rondo.peer.RondoException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A link between hosts as {@code --link} says it: {@code 10gbit}, {@code 100mbit}, with {@code @50us} its latency.
 *
 * @param bytesPerMs one way
 */
record LinkOption(double bytesPerMs, double latencyMs) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})(mbit|gbit)(?:@(\\d{1,6})us)?");
    private static final double BYTES_PER_MS_OF_MBIT = 125;
    private static final double DEFAULT_LATENCY_US = 50;

    static LinkOption of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            throw new RondoException("--link " + text + ": expected a rate such as 10gbit or 100mbit@200us");
        }
        double mbit = Integer.parseInt(matcher.group(1)) * (matcher.group(2).equals("gbit") ? 1000.0 : 1);
        double latencyUs = matcher.group(3) == null ? DEFAULT_LATENCY_US : Integer.parseInt(matcher.group(3));
        return new LinkOption(mbit * BYTES_PER_MS_OF_MBIT, latencyUs / 1000);
    }
}
