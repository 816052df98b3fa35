package io.rondo.bench.allreduce;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as nccl-tests write them: {@code 512}, {@code 64K}, {@code 16M}, {@code 1G}; binary units, either case. */
public final class ByteSize implements ITypeConverter<Long> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})([KMG]?)B?");
    private static final String UNITS = "KMG";

    @Override
    public Long convert(String value) {
        return parse(value);
    }

    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text.toUpperCase(Locale.ROOT));
        if (matcher.matches()) {
            int shift = 10 * (UNITS.indexOf(matcher.group(2)) + 1);
            long number = Long.parseLong(matcher.group(1));
            if (matcher.group(2).isEmpty()) {
                return number;
            }
            if (number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        }
        throw new TypeConversionException("not a size: " + text + ", expected bytes such as 512, 64K, 16M or 1G");
    }

    /** The shortest that is exact. */
    public static String format(long bytes) {
        for (int unit = UNITS.length(); unit > 0; unit--) {
            if (bytes != 0 && bytes % (1L << 10 * unit) == 0) {
                return (bytes >> 10 * unit) + UNITS.substring(unit - 1, unit);
            }
        }
        return String.valueOf(bytes);
    }
}
