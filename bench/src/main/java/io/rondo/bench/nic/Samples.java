package io.rondo.bench.nic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the runs from one host to another over one rail, or all, have given so far. */
final class Samples {
    private final int from;
    private final int to;
    private final int rail;
    private final List<Double> tcpMbps = new ArrayList<>();
    private final List<Double> rttNs = new ArrayList<>();
    private double udpMbps; // the best: nothing arrives faster than the link, but a busy host sends or reads slower
    private long sent;
    private long arrived;
    private long dropped;
    private Double aeronMbps;
    private long naks;
    private long retransmits;
    private String failure;

    Samples(int from, int to, int rail) {
        this.from = from;
        this.to = to;
        this.rail = rail;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    int rail() {
        return rail;
    }

    void onTcp(double mbps) {
        tcpMbps.add(mbps);
    }

    void onUdp(Streams.Datagrams unpaced) {
        udpMbps = Math.max(udpMbps, unpaced.mbps());
    }

    /** Of the best so far, shared out as this run's rails did. */
    List<Double> paceMbps(Streams.Datagrams unpaced) {
        return unpaced.flows().stream()
                .map(flow -> Campaign.PACED_SHARE * udpMbps * flow.mbps() / unpaced.mbps())
                .toList();
    }

    void onPaced(Streams.Datagrams paced) {
        sent += paced.sent().stream().mapToLong(Long::longValue).sum();
        arrived += paced.flows().stream().mapToLong(Flow::datagrams).sum();
        dropped += paced.flows().stream().mapToLong(Flow::dropped).max().orElse(0); // the host counts for all sockets
    }

    void onPinged(Message.Pinged pinged) {
        pinged.nanos().forEach(nanos -> rttNs.add((double) nanos));
    }

    /** @param bytes of a buffer */
    void onRing(long bytes, Message.Share sender, Message.Share receiver) {
        aeronMbps = bytes * 8e3 / slowestMedian(List.of(sender, receiver));
        naks += receiver.naks();
        retransmits += sender.retransmits();
    }

    void fail(String sentence) {
        failure = sentence;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** False when a rail of all together carries nothing: then all were not tried. */
    boolean isTold() {
        return hasFailed() || !tcpMbps.isEmpty();
    }

    double carriedMbps() {
        return Math.max(median(tcpMbps), udpMbps);
    }

    Cell cell() {
        long missing = Math.max(0, sent - arrived);
        long full = Math.min(missing, dropped);
        return new Cell(
                from,
                to,
                rail,
                median(tcpMbps),
                udpMbps,
                sent == 0 ? 0 : (double) (missing - full) / sent,
                sent == 0 ? 0 : (double) full / sent,
                aeronMbps,
                naks,
                retransmits,
                rttNs.isEmpty() ? null : median(rttNs) / 1e3,
                rttNs.isEmpty() ? null : quantile(rttNs, 0.99) / 1e3,
                failure);
    }

    /** The median over the operations, each as long as its slowest rank's, in nanoseconds. */
    static double slowestMedian(List<Message.Share> ranks) {
        List<Double> slowest = new ArrayList<>();
        for (int i = 0; i < ranks.get(0).nanos().size(); i++) {
            int run = i;
            slowest.add(ranks.stream()
                    .mapToDouble(rank -> rank.nanos().get(run))
                    .max()
                    .orElseThrow());
        }
        return median(slowest);
    }

    private static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    private static double quantile(List<Double> values, double share) {
        if (values.isEmpty()) {
            return 0;
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }
}
