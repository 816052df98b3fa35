package io.rondo.bench.nic;

import io.rondo.bench.nic.Finding.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What limits: measurements in, sentences out, the heaviest finding first. Knows no socket and no clock.
 *
 * <p>A rail is judged by what its physical NICs state, or, where they state nothing, by the best rail of all.
 */
final class Verdict {
    /**
     * A sound link loses less than one datagram in a million, and none below its rate. One in a thousand is where Aeron's
     * retransmissions cost percents; a busy host's scheduling does not lose that much on the link.
     */
    static final double LOSS_SHARE = 0.001;

    /**
     * Headers take 3 to 5 % of a link's rate, hosts that share their processors up to a quarter; the next lower Ethernet speed
     * is 0.4 of the higher one or less.
     */
    static final double SLOW_SHARE = 0.7;

    /** Two streams at once cost each other some processor time; a shared bottleneck leaves half of two, a third of three. */
    static final double TOGETHER_SHARE = 0.7;

    /** Aeron and an all-reduce in both directions cost more processor time than a stream: healthy hosts reach 0.9. */
    static final double HOSTS_SHARE = 0.7;

    private final Results results;
    private final Words words;

    private Verdict(Results results) {
        this.results = results;
        words = new Words(results);
    }

    /** At least one finding. */
    static List<Finding> of(Results results) {
        return new Verdict(results).findings();
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        results.cells().stream()
                .filter(cell -> cell.failure() != null)
                .forEach(cell -> findings.add(new Finding(Kind.UNREACHABLE, words.unreachable(cell))));
        results.allReduces().stream()
                .filter(each -> each.failure() != null)
                .forEach(each -> findings.add(new Finding(Kind.UNREACHABLE, words.broken(each))));
        List<Cell> single = results.single();
        suspects(single.stream().filter(cell -> cell.lostShare() >= LOSS_SHARE).toList())
                .forEach(suspect -> findings.add(new Finding(Kind.LOSS, words.loss(suspect))));
        suspects(single.stream()
                        .filter(cell -> cell.carriedMbps() < SLOW_SHARE * referenceMbps(cell))
                        .toList())
                .forEach(suspect -> findings.add(new Finding(Kind.SLOW, words.slow(suspect))));
        together().ifPresent(findings::add);
        hosts(!findings.isEmpty()).ifPresent(findings::add);
        if (findings.isEmpty()) {
            findings.add(new Finding(Kind.HEALTHY, words.healthy()));
        }
        return findings;
    }

    private List<Suspect> suspects(List<Cell> bad) {
        return Suspect.of(bad, results.single(), results.hosts(), results.rails());
    }

    private double referenceMbps(Cell cell) {
        int from = results.sites().get(cell.from()).rails().get(cell.rail()).statedMbps();
        int to = results.sites().get(cell.to()).rails().get(cell.rail()).statedMbps();
        if (from > 0 && to > 0) {
            return Math.min(from, to);
        }
        return results.single().stream().mapToDouble(Cell::carriedMbps).max().orElseThrow();
    }

    /** Of all directions the one in which rails disturb each other most. */
    private Optional<Finding> together() {
        return worst(cell -> cell.carriedMbps() / words.sumMbps(cell), TOGETHER_SHARE)
                .filter(cell -> results.rails() > 1)
                .map(cell -> new Finding(Kind.SHARED, words.shared(cell)));
    }

    /** @param isExplained whether something else limits: then this is what it costs */
    private Optional<Finding> hosts(boolean isExplained) {
        Kind kind = isExplained ? Kind.COST : Kind.HOSTS;
        Optional<Cell> aeron = worst(Verdict::aeronShare, HOSTS_SHARE);
        if (aeron.isPresent()) {
            return aeron.map(cell -> new Finding(kind, words.aeron(cell, isExplained)));
        }
        return results.allReduces().stream()
                .filter(each -> each.rail() == results.widest() && each.failure() == null)
                .filter(each -> each.busMbps() < HOSTS_SHARE * carriedMbps(each))
                .max(Comparator.comparing(each -> each.hosts().size()))
                .map(each -> new Finding(kind, words.allReduce(each, carriedMbps(each), isExplained)));
    }

    private static double aeronShare(Cell cell) {
        return cell.aeronMbps() == null ? 1 : cell.aeronMbps() / cell.carriedMbps();
    }

    private Optional<Cell> worst(ToDoubleFunction<Cell> share, double least) {
        return results.cells().stream()
                .filter(cell -> cell.rail() == results.widest() && cell.failure() == null)
                .filter(cell -> share.applyAsDouble(cell) < least)
                .min(Comparator.comparingDouble(share));
    }

    /** A ring is as fast as its slowest link. */
    private double carriedMbps(Results.AllReduce allReduce) {
        List<Integer> ring = allReduce.hosts();
        double slowest = Double.MAX_VALUE;
        for (int i = 0; i < ring.size(); i++) {
            int from = ring.get(i);
            int to = ring.get((i + 1) % ring.size());
            slowest = Math.min(
                    slowest,
                    results.cell(from, to, allReduce.rail())
                            .map(Cell::carriedMbps)
                            .orElse(Double.MAX_VALUE));
        }
        return slowest;
    }
}
