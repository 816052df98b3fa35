package io.rondo.bench.nic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Datagrams that this host (this network namespace) has received and thrown away because a socket was full: the program
 * was too slow, not the link. 0 where the kernel does not tell.
 */
final class SocketDrops {
    private static final Path IPV4 = Path.of("/proc/net/snmp");
    private static final Path IPV6 = Path.of("/proc/net/snmp6");

    private SocketDrops() {}

    static long read() {
        try {
            return ipv4(Files.readAllLines(IPV4)) + (Files.exists(IPV6) ? ipv6(Files.readAllLines(IPV6)) : 0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Two lines: names, then values. */
    static long ipv4(List<String> lines) {
        List<String> udp =
                lines.stream().filter(line -> line.startsWith("Udp:")).toList();
        if (udp.size() < 2) {
            return 0;
        }
        int at = List.of(udp.get(0).split(" +")).indexOf("RcvbufErrors");
        return at < 0 ? 0 : Long.parseLong(udp.get(1).split(" +")[at]);
    }

    /** A name and a value a line. */
    static long ipv6(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("Udp6RcvbufErrors"))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                .sum();
    }
}
