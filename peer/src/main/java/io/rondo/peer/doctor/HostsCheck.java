package io.rondo.peer.doctor;

import io.rondo.allreduce.Nic;
import io.rondo.allreduce.UdpSettings;
import io.rondo.membership.ServiceNode;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.run.MembershipHost;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What there is between the hosts: the same check must run on all of them at about the same time. */
final class HostsCheck {
    private static final String NAME = "hosts";
    private static final int PING_MS = 1_000;

    private final RondoConfig config;
    private final String self;
    private final List<String> rails;
    private final String version;
    private final Duration patience;
    private final long clockShiftUs;

    /**
     * @param self this host
     * @param rails its addresses for data
     * @param patience how long others may take to come
     * @param clockShift added to this host's clock: for tests
     */
    HostsCheck(
            RondoConfig config,
            String self,
            List<String> rails,
            String version,
            Duration patience,
            Duration clockShift) {
        this.config = config;
        this.self = self;
        this.rails = rails;
        this.version = version;
        this.patience = patience;
        this.clockShiftUs = TimeUnit.MILLISECONDS.toMicros(clockShift.toMillis());
    }

    List<Finding> run() throws IOException {
        InetAddress address = InetAddress.getByName(self);
        int headersBytes = Greeter.headersBytes(address);
        int fullBytes = packetBytes() - headersBytes;
        Set<Endpoint> own = Endpoint.of(config.peersOn(self), rails);
        Map<String, Neighbour> neighbours = neighbours(own);
        List<Finding> findings = new ArrayList<>();
        try (Greeter greeter = new Greeter(
                this::nowUs,
                rails,
                fullBytes,
                headersBytes,
                neighbours,
                greeting -> Endpoint.of(config.peersOn(greeting.host()), greeting.rails()))) {
            for (Endpoint endpoint : own) {
                greeter.listenAt(endpoint);
            }
            for (ServiceNode node : MembershipHost.service(config)) {
                if (node.host().equals(self)) {
                    greeter.serveAt(node);
                } else {
                    greeter.tryToConnect(node);
                }
            }
            greeter.run(TimeUnit.MILLISECONDS.toMicros(patience.toMillis()));
            boolean isMtuFixed = config.transport().udp().mtuBytes() != UdpSettings.FOUND_OUT;
            for (Neighbour neighbour : neighbours.values()) {
                boolean answersPing = !neighbour.isHeard() && answersPing(neighbour.host());
                findings.addAll(
                        neighbour.findings(patience.toSeconds(), answersPing, fullBytes, headersBytes, isMtuFixed));
            }
            for (ServiceNode node : MembershipHost.service(config)) {
                if (!node.host().equals(self)) {
                    addService(findings, node, greeter.unconnected().contains(node), neighbours.get(node.host()));
                }
            }
        }
        return findings;
    }

    private Map<String, Neighbour> neighbours(Set<Endpoint> own) {
        Map<String, Neighbour> neighbours = new LinkedHashMap<>();
        for (String host : config.hosts()) {
            if (!host.equals(self)) {
                Set<Endpoint> theirs = Endpoint.of(config.peersOn(host), List.of());
                neighbours.put(
                        host,
                        new Neighbour(
                                self, host, EffectiveConfig.digest(config), version, config.secret(), own, theirs));
            }
        }
        return neighbours;
    }

    /** What the links will send at most. */
    private int packetBytes() {
        int fixed = config.transport().udp().mtuBytes();
        int nics =
                rails.stream().mapToInt(rail -> Nic.at(rail).mtuBytes()).min().orElse(UdpSettings.MIN_MTU_BYTES);
        return Math.min(UdpSettings.MAX_MTU_BYTES, fixed == UdpSettings.FOUND_OUT ? nics : Math.min(fixed, nics));
    }

    private void addService(List<Finding> findings, ServiceNode node, boolean isUnreached, Neighbour neighbour) {
        String place = "TCP " + PortCheck.text(node) + " (membership service)";
        if (!isUnreached) {
            findings.add(Finding.ok(NAME, place + " can be connected to"));
        } else if (neighbour == null) {
            findings.add(Finding.warning(
                    NAME,
                    "nobody answers at " + place
                            + "; start rondo membership there before the peers, or look for a firewall"));
        } else if (neighbour.isHeard()) {
            findings.add(Finding.problem(
                    NAME,
                    place + " cannot be connected to from host " + self
                            + "; look for a firewall, and at what the doctor of host " + node.host()
                            + " says of its ports"));
        }
    }

    private long nowUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + clockShiftUs;
    }

    private static boolean answersPing(String host) {
        try {
            return InetAddress.getByName(host).isReachable(PING_MS);
        } catch (IOException e) {
            return false;
        }
    }
}
