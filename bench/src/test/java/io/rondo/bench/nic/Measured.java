package io.rondo.bench.nic;

import io.rondo.bench.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Results that nobody measured: hosts 10.77.0.1 to .n whose links all carry the same, and what a test spoils of it. */
final class Measured {
    static final double LINK_MBPS = 950;

    private final List<Site> sites;
    private final List<Cell> cells = new ArrayList<>();
    private final List<Results.AllReduce> allReduces = new ArrayList<>();

    private Measured(int hosts, int rails, int statedMbps) {
        sites = IntStream.range(1, hosts + 1)
                .mapToObj(host -> site(host, rails, statedMbps))
                .toList();
        for (int rail = rails == 1 ? 0 : Cell.ALL; rail < rails; rail++) {
            double mbps = LINK_MBPS * (rail == Cell.ALL ? rails : 1);
            for (int from = 0; from < hosts; from++) {
                for (int to = 0; to < hosts; to++) {
                    if (from != to) {
                        cells.add(
                                new Cell(from, to, rail, mbps, 0.9 * mbps, 0, 0, 0.95 * mbps, 0, 0, 90.0, 200.0, null));
                    }
                }
            }
            allReduces.add(new Results.AllReduce(
                    IntStream.range(0, hosts).boxed().toList(), rail, 1 << 24, 150, 0.9 * mbps, null));
        }
    }

    static Measured healthy(int hosts, int rails) {
        return new Measured(hosts, rails, 0);
    }

    static Measured stating(int hosts, int rails, int statedMbps) {
        return new Measured(hosts, rails, statedMbps);
    }

    private static Site site(int host, int rails, int statedMbps) {
        List<Site.Rail> ends = IntStream.range(0, rails)
                .mapToObj(rail -> new Site.Rail("10." + (77 + rail) + ".0." + host, "nic" + rail, 1500, statedMbps))
                .toList();
        Machine machine = new Machine("rondo", "jdk", "cpu", 8, List.of(), "kernel", 0, 0, 0.5, List.of());
        return new Site("10.77.0." + host, host - 1, 40100, ends, true, machine);
    }

    /** One way of one rail carries this, as Aeron does. */
    Measured rate(int from, int to, int rail, double mbps) {
        return spoil(from, to, rail, cell -> with(cell, mbps, mbps * 0.95, cell.lostShare(), cell.failure()));
    }

    Measured loss(int from, int to, int rail, double share) {
        return spoil(from, to, rail, cell -> with(cell, cell.tcpMbps(), cell.aeronMbps(), share, cell.failure()));
    }

    Measured aeron(int from, int to, int rail, double mbps) {
        return spoil(from, to, rail, cell -> with(cell, cell.tcpMbps(), mbps, cell.lostShare(), cell.failure()));
    }

    /** Of all hosts. */
    Measured allReduce(int rail, double busMbps) {
        allReduces.replaceAll(each -> each.rail() == rail
                ? new Results.AllReduce(each.hosts(), rail, each.bytes(), each.medianMs(), busMbps, null)
                : each);
        return this;
    }

    Measured failure(int from, int to, int rail, String sentence) {
        return spoil(from, to, rail, cell -> with(cell, 0, 0.0, 0, sentence));
    }

    private static Cell with(Cell cell, double mbps, double aeronMbps, double lost, String failure) {
        return new Cell(
                cell.from(), cell.to(), cell.rail(), mbps, mbps * 0.9, lost, 0, aeronMbps, 0, 0, 90.0, 200.0, failure);
    }

    private Measured spoil(int from, int to, int rail, UnaryOperator<Cell> change) {
        cells.replaceAll(cell -> cell.isBetween(from, to, rail) ? change.apply(cell) : cell);
        return this;
    }

    Results results() {
        return new Results(sites, List.copyOf(cells), List.copyOf(allReduces));
    }
}
