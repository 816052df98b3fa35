package io.rondo.bench.allreduce;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to run OpenMPI. On one host these make the difference: how large messages cross (one copy through the kernel,
 * or two through shared memory), huge pages for the buffers, whether ranks stay on their cores, and with more ranks than
 * cores whether they yield.
 *
 * @param label of its options, joined by +; the first setting is {@code default}
 * @param options of mpirun
 */
record MpiSetting(String label, List<String> options) {
    private static final String MECHANISM = "btl_vader_single_copy_mechanism";

    /**
     * The settings worth trying; the first one leaves everything to OpenMPI.
     *
     * @param mechanisms that this OpenMPI has to copy from process to process
     */
    static List<MpiSetting> worthTrying(int ranks, int cores, List<String> mechanisms) {
        List<MpiSetting> settings = new ArrayList<>();
        MpiSetting plain = new MpiSetting("", List.of());
        settings.add(new MpiSetting("default", List.of()));
        for (String mechanism : mechanisms) {
            MpiSetting copying = plain.and(mechanism, "--mca", MECHANISM, mechanism);
            for (MpiSetting paged : List.of(copying, copying.and("thp", "-x", "THP=1"))) {
                if (ranks <= cores) {
                    settings.add(paged.and("unbound", "--bind-to", "none"));
                    settings.add(paged.and("core", "--bind-to", "core:overload-allowed"));
                } else {
                    settings.add(paged.and("yield", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1"));
                    settings.add(paged.and("spin", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "0"));
                }
            }
        }
        return List.copyOf(settings);
    }

    /** Over TCP: where ranks run, and the ring in place of what OpenMPI would choose. */
    static List<MpiSetting> overTcp() {
        MpiSetting ring = new MpiSetting(
                "ring",
                List.of("--mca", "coll_tuned_use_dynamic_rules", "1", "--mca", "coll_tuned_allreduce_algorithm", "4"));
        return List.of(
                new MpiSetting("default", List.of()),
                new MpiSetting("unbound", List.of("--bind-to", "none")),
                ring.and("unbound", "--bind-to", "none"),
                new MpiSetting("unbound+links2", List.of("--bind-to", "none", "--mca", "btl_tcp_links", "2")));
    }

    private MpiSetting and(String word, String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new MpiSetting(label.isEmpty() ? word : label + "+" + word, List.copyOf(all));
    }
}
