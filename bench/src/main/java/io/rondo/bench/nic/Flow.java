package io.rondo.bench.nic;

/**
 * What one stream brought, as its receiver saw it.
 *
 * @param bytes of payload within {@code nanos}
 * @param datagrams that arrived, all of them; 0 for TCP
 * @param dropped datagrams that reached this host and found the socket full
 */
record Flow(long bytes, long nanos, long datagrams, long dropped) {
    private static final double MBPS = 8e3; // bytes a nanosecond in megabits a second

    double mbps() {
        return nanos == 0 ? 0 : bytes * MBPS / nanos;
    }
}
