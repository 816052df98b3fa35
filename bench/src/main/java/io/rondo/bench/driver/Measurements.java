package io.rondo.bench.driver;

import io.rondo.bench.driver.Operations.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What was measured of one placement, over all rounds. Times are in ns inside and in ms outside. */
final class Measurements {
    private static final int DIGITS = 3;

    private final Map<Recovery.Stage, Histogram> stages = new TreeMap<>();
    private final Histogram stepTransfer = new Histogram(DIGITS);
    private final Histogram backToBack = new Histogram(DIGITS);
    private final Histogram calm = new Histogram(DIGITS);
    private final Histogram blocked = new Histogram(DIGITS);
    private final Histogram frozen = new Histogram(DIGITS);
    private final List<Double> idleCpu = new ArrayList<>();

    void add(Recovery recovery) {
        recovery.stages()
                .forEach((stage, ns) -> stages.computeIfAbsent(stage, key -> new Histogram(DIGITS))
                        .recordValue(Math.max(0, ns)));
    }

    /** With computation before each operation: from the last rank's arrival, so that waiting for slow ranks is left out. */
    void addSteps(List<Operation> operations) {
        operations.forEach(each -> stepTransfer.recordValue(Math.max(0, each.transferNs())));
    }

    void addBackToBack(List<Operation> operations) {
        operations.forEach(each -> backToBack.recordValue(each.durationNs()));
    }

    void addBlocked(PeerGroup.Stall stall) {
        stall.calm().forEach(each -> calm.recordValue(each.durationNs()));
        stall.disturbed().forEach(each -> blocked.recordValue(each.durationNs()));
    }

    void addFrozen(PeerGroup.Stall stall) {
        stall.calm().forEach(each -> calm.recordValue(each.durationNs()));
        stall.disturbed().forEach(each -> frozen.recordValue(each.durationNs()));
    }

    void addIdleCpu(double msPerSecond) {
        idleCpu.add(msPerSecond);
    }

    Histogram recovery() {
        return stage(Recovery.Stage.REDUCED);
    }

    Histogram stage(Recovery.Stage stage) {
        return stages.getOrDefault(stage, new Histogram(DIGITS));
    }

    Histogram stepTransfer() {
        return stepTransfer;
    }

    Histogram backToBack() {
        return backToBack;
    }

    Histogram calm() {
        return calm;
    }

    Histogram blocked() {
        return blocked;
    }

    Histogram frozen() {
        return frozen;
    }

    double idleCpuMsPerSecond() {
        return idleCpu.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, Object> stagesJson = new LinkedHashMap<>();
        stages.forEach((stage, histogram) -> stagesJson.put(stage.label(), toJson(histogram)));
        json.put("recoveryStagesMs", stagesJson);
        json.put("recoveryMs", toJson(recovery()));
        json.put("stepTransferMs", toJson(stepTransfer));
        json.put("backToBackMs", toJson(backToBack));
        json.put("othersUndisturbedMs", toJson(calm));
        json.put("othersHolderBlockedMs", toJson(blocked));
        json.put("othersHolderFrozenMs", toJson(frozen));
        json.put("idleCpuMsPerSecond", idleCpuMsPerSecond());
        return json;
    }

    private static Map<String, Object> toJson(Histogram histogram) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", histogram.getTotalCount());
        json.put("p50", ms(histogram, 50));
        json.put("p99", ms(histogram, 99));
        json.put("max", ms(histogram, 100));
        return json;
    }

    static double ms(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }
}
