package io.rondo.bench.allreduce;

import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.UdpSettings;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as a run would make them. */
final class SampleRows {
    private SampleRows() {}

    static Row row(long bytes, Place place, int peers, long timeNs, Map<String, Timings> others) {
        Slice slice = new Slice(bytes, place, 1, 1, 1, 0, 1, true, 0);
        Workload workload = new Workload(
                ElementType.FLOAT32, Operator.SUM, TransportKind.WINDOW, Binding.NONE, List.of(), UdpSettings.DEFAULT);
        return Row.of(slice, peers, workload, timings(timeNs), others);
    }

    static Map<String, Timings> others() {
        Map<String, Timings> others = new LinkedHashMap<>();
        others.put("default", timings(4_000_000));
        others.put("cma+core", timings(3_000_000));
        others.put("none+core", timings(5_000_000));
        return others;
    }

    static Timings timings(long timeNs) {
        return new Timings(new long[] {timeNs, timeNs / 2, 2 * timeNs}, 0, 24, 0);
    }
}
