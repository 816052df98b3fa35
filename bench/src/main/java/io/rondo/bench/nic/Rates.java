package io.rondo.bench.nic;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Rates in sentences: three digits, in the unit that people say. */
final class Rates {
    private static final double GIGA = 1_000;

    private Rates() {}

    static String text(double mbps) {
        return mbps < GIGA ? number(mbps) + " Mbit/s" : number(mbps / GIGA) + " Gbit/s";
    }

    private static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Least to greatest, or the one when they read alike. */
    static String range(List<Cell> cells, ToDoubleFunction<Cell> rate) {
        String least = text(cells.stream().mapToDouble(rate).min().orElse(0));
        String greatest = text(cells.stream().mapToDouble(rate).max().orElse(0));
        return least.equals(greatest) ? least : least + " to " + greatest;
    }
}
