package io.rondo.bench.nic;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Addresses in sentences. */
final class Addresses {
    private Addresses() {}

    /** {@code 10.77.0.1:40100}; IPv6 in brackets. */
    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** What was tried and did not work. */
    static String tried(String protocol, InetSocketAddress from, InetSocketAddress to, IOException e) {
        return protocol + " from " + from.getAddress().getHostAddress() + " to " + text(to) + " failed: "
                + e.getMessage();
    }
}
