package io.rondo.membership;

import java.net.InetSocketAddress;

/**
 * Where a node of the membership service is.
 *
 * @param host name or address
 * @param port TCP port at which it meets peers
 */
public record ServiceNode(String host, int port) {
    /**
     * Its TCP address.
     *
     * @throws IllegalArgumentException when the host's name is not known here
     */
    InetSocketAddress address() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host " + host + " of the membership service is not known here");
        }
        return address;
    }

    @Override
    public String toString() {
        return Member.endpoint(host, port);
    }
}
