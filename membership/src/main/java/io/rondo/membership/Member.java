package io.rondo.membership;

/**
 * A peer in a view.
 *
 * @param id the configured id, unique in the job
 * @param host name or address where its control endpoint listens
 * @param port UDP port of its control endpoint
 */
public record Member(int id, String host, int port) {
    /** {@code host:port} as Aeron writes endpoints; IPv6 addresses in brackets. */
    String endpoint() {
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }
}
