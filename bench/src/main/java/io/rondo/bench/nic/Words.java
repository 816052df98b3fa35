package io.rondo.bench.nic;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The verdict's sentences: who, what, how much, and what to look at. */
final class Words {
    /** Beyond what two measurements of the same differ by. */
    private static final double BETTER = 1.2;

    private final Results results;

    Words(Results results) {
        this.results = results;
    }

    String unreachable(Cell cell) {
        return "rail " + cell.rail() + " carries nothing from " + end(cell.from(), cell.rail()) + " to "
                + end(cell.to(), cell.rail()) + ": " + cell.failure();
    }

    String broken(Results.AllReduce allReduce) {
        String hosts = allReduce.hosts().stream()
                .map(host -> results.sites().get(host).host())
                .collect(Collectors.joining(", "));
        return "no ring of " + hosts + " over " + rail(allReduce.rail()) + ", though raw streams get through: "
                + allReduce.failure();
    }

    String loss(Suspect suspect) {
        Cell worst = suspect.cells().stream()
                .max(Comparator.comparingDouble(Cell::lostShare))
                .orElseThrow();
        String what = String.format(
                Locale.ROOT,
                "loss limits: %.2f %% of the datagrams from %s to %s are lost on rail %d, at %.0f %% of its rate",
                100 * worst.lostShare(),
                end(worst.from(), worst.rail()),
                end(worst.to(), worst.rail()),
                worst.rail(),
                100 * Campaign.PACED_SHARE);
        String where = switch (suspect.kind()) {
            case EVERYTHING -> ", and as much on every rail in every direction: look at what they share";
            case HOST -> ", and as much from and to " + host(suspect) + " on every rail: look at that host";
            case RAIL -> ", and as much in every direction of that rail: look at its switch";
            case NIC -> ", and as much to and from all others: look at " + end(suspect) + " and its cable";
            case SENDER -> ", and as much to all others: look at " + end(suspect) + " and its cable";
            case RECEIVER -> ", and as much from all others: look at " + end(suspect) + " and its cable";
            case PATH -> ", in this direction only: look at the cables and the switch between the two";
        };
        return what + where;
    }

    String slow(Suspect suspect) {
        List<Cell> cells = suspect.cells();
        Cell slowest = cells.stream()
                .min(Comparator.comparingDouble(Cell::carriedMbps))
                .orElseThrow();
        String rates = Rates.range(cells, Cell::carriedMbps);
        int from = slowest.from();
        int to = slowest.to();
        String what = switch (suspect.kind()) {
            case EVERYTHING -> "no NIC carries what it states: " + rates;
            case HOST -> host(suspect) + " limits: all of its NICs carry " + rates + " from and to the others";
            case RAIL ->
                "rail " + suspect.rail() + " limits: "
                        + (results.hosts() == 2
                                ? end(from, suspect.rail()) + " and " + end(to, suspect.rail()) + " carry "
                                : "all of its NICs (" + nics(suspect.rail()) + ") carry ")
                        + rates + " in every direction";
            case NIC -> end(suspect) + " limits: it carries " + rates + " from and to all others";
            case SENDER -> end(suspect) + " limits: it carries " + rates + " towards all others";
            case RECEIVER -> end(suspect) + " limits: it takes " + rates + " from all others";
            case PATH ->
                end(from, slowest.rail()) + " limits: it carries " + rates + " towards " + end(to, slowest.rail());
        };
        return what + ", while " + compared(slowest) + ": look at link speed, cable, switch port and rate limits there";
    }

    /** What a slow one is slow beside: its twin, or the best there is. */
    private String compared(Cell slow) {
        int stated = Math.min(
                results.sites().get(slow.from()).rails().get(slow.rail()).statedMbps(),
                results.sites().get(slow.to()).rails().get(slow.rail()).statedMbps());
        if (stated > 0) {
            return "its link states " + Rates.text(stated);
        }
        Cell best = results.single().stream()
                .max(Comparator.comparing((Cell cell) -> cell.from() == slow.from() && cell.to() == slow.to()
                                ? cell.carriedMbps() > slow.carriedMbps() / Verdict.SLOW_SHARE
                                : false)
                        .thenComparingDouble(Cell::carriedMbps))
                .orElseThrow();
        boolean isTwin = best.from() == slow.from() && best.to() == slow.to();
        return (isTwin ? "its twin " : "") + end(best.from(), best.rail()) + " carries "
                + Rates.text(best.carriedMbps()) + (isTwin ? " there" : " to " + end(best.to(), best.rail()));
    }

    String shared(Cell cell) {
        return "the rails share a bottleneck: from " + host(cell.from()) + " to " + host(cell.to())
                + " they carry " + Rates.text(cell.carriedMbps()) + " together, but one after the other "
                + Rates.text(sumMbps(cell)) + ": look at what lies behind both NICs, or at the processors (" + load()
                + ")";
    }

    /** Of the rails one by one. */
    double sumMbps(Cell together) {
        return results.single().stream()
                .filter(cell -> cell.from() == together.from() && cell.to() == together.to())
                .mapToDouble(Cell::carriedMbps)
                .sum();
    }

    /** @param isExplained whether something else limits */
    String aeron(Cell cell, boolean isExplained) {
        List<Integer> pair = List.of(Math.min(cell.from(), cell.to()), Math.max(cell.from(), cell.to()));
        String who = "from " + host(cell.from()) + " to " + host(cell.to()) + " Aeron";
        return used(cell.rail(), who, cell.aeronMbps(), cell.carriedMbps(), isExplained) + betterAlone(pair);
    }

    String allReduce(Results.AllReduce allReduce, double carriedMbps, boolean isExplained) {
        String who = "each way an all-reduce of " + allReduce.hosts().size() + " hosts";
        return used(allReduce.rail(), who, allReduce.busMbps(), carriedMbps, isExplained)
                + betterAlone(allReduce.hosts());
    }

    private String used(int rail, String who, double usedMbps, double carriedMbps, boolean isExplained) {
        String what = "of the " + Rates.text(carriedMbps) + " that " + rail(rail) + " can carry " + who + " uses "
                + Rates.text(usedMbps);
        return isExplained
                ? what
                : "the NICs are sound, the hosts limit: " + what + " (" + load()
                        + "): give the peers cores of their own";
    }

    /** Unequal rails together may be slower than the best one. */
    private String betterAlone(List<Integer> hosts) {
        List<Results.AllReduce> theirs = results.allReduces().stream()
                .filter(each -> each.hosts().equals(hosts) && each.failure() == null)
                .toList();
        Results.AllReduce best = theirs.stream()
                .max(Comparator.comparingDouble(Results.AllReduce::busMbps))
                .orElse(null);
        return theirs.stream()
                .filter(each -> each.rail() == Cell.ALL && best.busMbps() > BETTER * each.busMbps())
                .map(each -> "; an all-reduce uses " + Rates.text(each.busMbps()) + " of all rails, but "
                        + Rates.text(best.busMbps()) + " of rail " + best.rail()
                        + " alone: until the others are mended leave them out of peers[].rails")
                .findFirst()
                .orElse("");
    }

    String healthy() {
        List<Cell> widest = results.cells().stream()
                .filter(cell -> cell.rail() == results.widest())
                .toList();
        String together = results.rails() == 1 ? "" : ", " + Rates.range(widest, Cell::carriedMbps) + " together";
        return "all NICs carry what their links allow: " + Rates.range(results.single(), Cell::carriedMbps)
                + " each way on " + (results.rails() == 1 ? "the rail" : "each of " + results.rails() + " rails")
                + together + "; no loss, and Aeron uses "
                + Rates.range(widest, cell -> cell.aeronMbps() == null ? 0 : cell.aeronMbps());
    }

    private String rail(int rail) {
        return rail == Cell.ALL ? "all rails" : "rail " + rail;
    }

    private String host(Suspect suspect) {
        return "host " + host(suspect.host());
    }

    private String host(int index) {
        return results.sites().get(index).host();
    }

    private String end(Suspect suspect) {
        return end(suspect.host(), suspect.rail());
    }

    private String end(int host, int rail) {
        return results.sites().get(host).end(rail);
    }

    private String nics(int rail) {
        return results.sites().stream().map(site -> site.end(rail)).collect(Collectors.joining(", "));
    }

    private String load() {
        return results.sites().stream()
                .map(site -> String.format(
                        Locale.ROOT,
                        "%s: %d cores, load %.1f, offload %s",
                        site.host(),
                        site.machine().cores(),
                        site.machine().loadAverage(),
                        site.offload() ? "on" : "off"))
                .collect(Collectors.joining("; "));
    }
}
