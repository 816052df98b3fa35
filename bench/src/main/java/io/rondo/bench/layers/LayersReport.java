package io.rondo.bench.layers;

import java.util.List;

/** Everything one run of the benchmark measured: what {@code --json} writes. */
public record LayersReport(Environment environment, StepClock clock, double sgemmGflops, List<Comparison> models) {}
