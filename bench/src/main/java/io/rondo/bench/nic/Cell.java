package io.rondo.bench.nic;

/**
 * What was measured from one host to another over one rail, or all together. Rates are megabits of payload a second.
 *
 * @param from index of the host that sends
 * @param rail its index, or {@link #ALL}
 * @param lostShare of the datagrams sent at nine tenths of the UDP rate: how many the link lost
 * @param droppedShare of the same: how many the receiving host had no room for
 * @param aeronMbps null if not measured
 * @param naks that the receiver's Aeron asked by, over all of its runs
 * @param retransmits that the sender's Aeron answered with
 * @param rttUs median round trip, null over all rails
 * @param failure why there are no figures, or null
 */
record Cell(
        int from,
        int to,
        int rail,
        double tcpMbps,
        double udpMbps,
        double lostShare,
        double droppedShare,
        Double aeronMbps,
        long naks,
        long retransmits,
        Double rttUs,
        Double rttP99Us,
        String failure) {
    /** In place of a rail: all of them at once. */
    static final int ALL = -1;

    /** The best that anything got through here: what the link carries at least. */
    double carriedMbps() {
        return Math.max(Math.max(tcpMbps, udpMbps), aeronMbps == null ? 0 : aeronMbps);
    }

    boolean isBetween(int sender, int receiver, int over) {
        return from == sender && to == receiver && rail == over;
    }
}
