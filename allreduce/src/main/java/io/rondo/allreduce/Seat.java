package io.rondo.allreduce;

import java.util.List;

/**
 * One member of a ring, and where it is reached.
 *
 * @param peer its id, for messages to people
 * @param host name of its host: ranks of one host share memory, those of different hosts speak UDP
 * @param port UDP port of its data on every rail, unique on its host
 * @param rails IP addresses of its NICs, the same rail at the same index for all members; empty where nobody speaks UDP
 */
public record Seat(int peer, String host, int port, List<String> rails) {
    public Seat {
        rails = List.copyOf(rails);
    }

    /** {@code address:port} of a rail as Aeron writes endpoints; IPv6 addresses in brackets. */
    String endpoint(int rail) {
        return bracketed(rails.get(rail)) + ':' + port;
    }

    /** An address where a port may follow. */
    static String bracketed(String address) {
        return address.indexOf(':') >= 0 ? '[' + address + ']' : address;
    }
}
