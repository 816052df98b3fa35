package io.rondo.bench.allreduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured at one size and place: a row of the JSON report, half a line of the table.
 *
 * @param count of elements
 * @param medianUs time of an operation, as its slowest rank saw it
 * @param algbwGBs size / time, in 1e9 bytes a second
 * @param busbwGBs algbw * 2(n-1)/n: what a ring sends over each link, the same for any number of peers at equal speed
 * @param wrong elements, or null when unchecked
 * @param sent null where there are no NICs
 * @param comparison null without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Row(
        long bytes,
        long count,
        int peers,
        String path,
        String type,
        String redop,
        boolean inPlace,
        int iterations,
        double medianUs,
        double p99Us,
        double algbwGBs,
        double busbwGBs,
        @JsonInclude(JsonInclude.Include.ALWAYS) Long wrong,
        long allocatedBytesPerOp,
        @JsonUnwrapped Sent sent,
        @JsonUnwrapped Comparison comparison) {
    /**
     * What an operation puts on the wire.
     *
     * @param sentBytesPerOp by the NICs of the host that sends most, headers included
     * @param sentOfBound in proportion to 2(H-1)/H of the buffer, what each of H hosts must send
     */
    record Sent(long sentBytesPerOp, double sentOfBound) {
        static Sent of(long bytes, int hosts, long sentBytes) {
            return new Sent(sentBytes, sentBytes / (2.0 * (hosts - 1) / hosts * bytes));
        }
    }

    /**
     * The other program's time at the same size, in the same rounds.
     *
     * @param otherMedianUs of its fastest setting
     * @param other which setting that was
     * @param ratio other / ours: above 1 we are faster
     * @param otherDefaultMedianUs of the setting that one gets without asking
     * @param otherWrong elements, of all its settings
     * @param otherSettings median by setting
     */
    record Comparison(
            double otherMedianUs,
            String other,
            double ratio,
            double otherDefaultMedianUs,
            double ratioDefault,
            long otherWrong,
            Map<String, Double> otherSettings) {
        static Comparison of(double medianUs, Map<String, Timings> others) {
            Map<String, Double> medians = new LinkedHashMap<>();
            others.forEach((setting, timings) -> medians.put(setting, timings.medianUs()));
            Map.Entry<String, Double> best = medians.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .orElseThrow();
            double byDefault = medians.values().iterator().next();
            return new Comparison(
                    best.getValue(),
                    best.getKey(),
                    best.getValue() / medianUs,
                    byDefault,
                    byDefault / medianUs,
                    others.values().stream().mapToLong(Timings::wrong).sum(),
                    medians);
        }
    }

    static Row of(Slice slice, int peers, Workload workload, Timings timings, Map<String, Timings> others) {
        double medianUs = timings.medianUs();
        double algbwGBs = slice.bytes() / medianUs / 1e3;
        return new Row(
                slice.bytes(),
                slice.bytes() / workload.type().bytes(),
                peers,
                Names.of(workload.path()),
                Names.of(workload.type()),
                Names.of(workload.operator()),
                slice.place() == Place.IN,
                timings.timesNs().length,
                medianUs,
                timings.p99Us(),
                algbwGBs,
                algbwGBs * 2 * (peers - 1) / peers,
                slice.isChecked() ? timings.wrong() : null,
                timings.allocatedBytes(),
                workload.hasNetwork() ? Sent.of(slice.bytes(), workload.hosts().size(), timings.sentBytes()) : null,
                others.isEmpty() ? null : Comparison.of(medianUs, others));
    }
}
