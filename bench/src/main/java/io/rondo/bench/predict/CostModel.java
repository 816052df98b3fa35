package io.rondo.bench.predict;

/**
 * The time of a step, T(n) = T_compute(batch) + T_exchange(n), for n peers in one of four ways of exchange. With t = model
 * bytes / rate of the link, and alpha its latency:
 *
 * <pre>
 *   compute   (fixed + per sample * batch) * max(1, peers of a host / its cores)
 *   ring      2 (n-1)/n t  +  2 (n-1) alpha
 *   server    2 max(1, n / servers) t  +  2 alpha    a worker sends and receives the model; a server's link carries n shares
 *   gossip    nothing, while the 2 t of an exchange with a neighbour fit behind the computing; else what sticks out
 * </pre>
 *
 * Within a host the rate is that of copying in memory, which takes the cores of the peers: there the exchange is
 * stretched by the same factor as computing.
 *
 * @param fixedMs of a peer's step that no batch changes: updater, bookkeeping
 * @param sampleMs for each sample
 * @param modelBytes length of the vectors
 * @param bytesPerMs of the link, one way
 * @param latencyMs of a message
 * @param coresPerHost what a host computes with
 * @param peersPerHost that share them; of more than n peers only n do
 */
record CostModel(
        double fixedMs,
        double sampleMs,
        double modelBytes,
        double bytesPerMs,
        double latencyMs,
        int coresPerHost,
        int peersPerHost) {
    /** How peers exchange. */
    enum Exchange {
        SOLO,
        RING,
        SERVER,
        GOSSIP
    }

    CostModel {
        if (!(bytesPerMs > 0) || coresPerHost < 1 || peersPerHost < 1) {
            throw new IllegalArgumentException(
                    "bytesPerMs=" + bytesPerMs + " coresPerHost=" + coresPerHost + " peersPerHost=" + peersPerHost);
        }
    }

    /**
     * @param peers that train
     * @param batch of each of them
     * @param servers of {@link Exchange#SERVER}
     */
    double stepMs(Exchange exchange, int peers, double batch, int servers) {
        double computeMs = (fixedMs + sampleMs * batch) * sharing(peers);
        return computeMs + exchangeMs(exchange, peers, servers, computeMs);
    }

    /** By how much longer everything takes because a host's peers share its cores. */
    private double sharing(int peers) {
        return Math.max(1, (double) Math.min(peers, peersPerHost) / coresPerHost);
    }

    private double exchangeMs(Exchange exchange, int peers, int servers, double computeMs) {
        if (peers == 1 && exchange != Exchange.SERVER) {
            return 0;
        }
        boolean isWithinHost = peers <= peersPerHost;
        double modelMs = modelBytes / bytesPerMs * (isWithinHost ? sharing(peers) : 1);
        return switch (exchange) {
            case SOLO -> 0;
            case RING -> 2.0 * (peers - 1) / peers * modelMs + 2 * (peers - 1) * latencyMs;
            case SERVER -> 2 * Math.max(1, (double) peers / servers) * modelMs + 2 * latencyMs;
            case GOSSIP -> Math.max(0, 2 * modelMs + 2 * latencyMs - computeMs);
        };
    }

    /** How many times as fast as one peer alone a given batch of all peers together is worked off. */
    double strongSpeedUp(Exchange exchange, int peers, double batchOfAll, int servers) {
        return stepMs(Exchange.SOLO, 1, batchOfAll, servers) / stepMs(exchange, peers, batchOfAll / peers, servers);
    }

    /** How many times as many samples as one peer alone they work off, each with this batch. */
    double weakSpeedUp(Exchange exchange, int peers, double batch, int servers) {
        return peers * stepMs(Exchange.SOLO, 1, batch, servers) / stepMs(exchange, peers, batch, servers);
    }
}
