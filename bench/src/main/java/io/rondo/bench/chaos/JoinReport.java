package io.rondo.bench.chaos;

import io.rondo.bench.machine.Machine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What {@code --json} writes. */
record JoinReport(Machine machine, Map<String, Object> config, List<JoinTimes> joins) {
    private static final String HEAD = String.format(
            "%6s %10s %10s %10s %12s %12s %10s %14s",
            "join", "joined", "process", "transfer", "others' step", "slowest", "growth", "while starting");

    static void printHead(PrintWriter out) {
        out.println(
                "ms: request to first contributed step; since the process's start; of it the state's transfer; the others'"
                        + " median step, their slowest during the join, the difference; their slowest while the process started");
        out.println(HEAD);
        out.flush();
    }

    static void print(PrintWriter out, int number, JoinTimes join) {
        out.printf(
                Locale.ROOT,
                "%6d %10d %10d %10d %12.1f %12.1f %10.1f %14.1f%n",
                number,
                join.joinedMs(),
                join.sinceStartMs(),
                join.transferMs(),
                join.medianMs(),
                join.slowestMs(),
                join.growthMs(),
                join.slowestAtStartMs());
        out.flush();
    }

    void printMedians(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%6s %10.0f %10.0f %10.0f %12.1f %12.1f %10.1f %14.1f%n",
                "median",
                median(JoinTimes::joinedMs),
                median(JoinTimes::sinceStartMs),
                median(JoinTimes::transferMs),
                median(JoinTimes::medianMs),
                median(JoinTimes::slowestMs),
                median(JoinTimes::growthMs),
                median(JoinTimes::slowestAtStartMs));
        out.flush();
    }

    private double median(ToDoubleFunction<JoinTimes> value) {
        double[] sorted = joins.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
