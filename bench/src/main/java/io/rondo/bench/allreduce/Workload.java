package io.rondo.bench.allreduce;

import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.UdpSettings;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import java.util.List;

/**
 * What is reduced, and by which way.
 *
 * @param hosts that ranks are shared out over; empty: this one, without any address
 * @param udp how frames travel between them
 */
record Workload(
        ElementType type,
        Operator operator,
        TransportKind path,
        Binding binding,
        List<HostSpec> hosts,
        UdpSettings udp) {
    /** The same as Aeron does it by itself: one datagram a system call. */
    Workload stock() {
        return new Workload(
                type, operator, path, binding, hosts, new UdpSettings(udp.mtuBytes(), udp.windowBytes(), false));
    }

    /** As above, with a host for each of so many ranks where none is named but UDP is asked for. */
    Workload placed(int ranks) {
        boolean isLoopback = hosts.isEmpty() && path == TransportKind.UDP;
        return isLoopback ? new Workload(type, operator, path, binding, HostSpec.loopback(ranks), udp) : this;
    }

    /** Several hosts, each with NICs of its own: what travels between them can be counted there. */
    boolean hasNetwork() {
        return hosts.size() > 1
                && hosts.stream().map(HostSpec::rails).distinct().count() == hosts.size();
    }

    /** Buffers lie in windows that ranks share. */
    boolean hasWindows() {
        return path != TransportKind.IPC && path != TransportKind.UDP;
    }
}
