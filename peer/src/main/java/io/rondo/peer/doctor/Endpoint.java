package io.rondo.peer.doctor;

import io.rondo.membership.Member;
import io.rondo.peer.config.PeerConfig;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where peers hear others over UDP. */
record Endpoint(String address, int port) {
    /** More peers a host are not looked at one by one: a greeting must fit a datagram. */
    private static final int PEERS = 8;

    /**
     * What a host's peers listen at: data and control port of each on its host's address, and the first one's on each rail.
     *
     * @param rails addresses of the host's NICs for data
     */
    static Set<Endpoint> of(List<PeerConfig> peers, List<String> rails) {
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        for (PeerConfig peer : peers.subList(0, Math.min(PEERS, peers.size()))) {
            endpoints.add(new Endpoint(peer.host(), peer.port()));
            endpoints.add(new Endpoint(peer.host(), peer.controlPort()));
        }
        PeerConfig first = peers.get(0);
        for (String rail : rails) {
            endpoints.add(new Endpoint(rail, first.port()));
            endpoints.add(new Endpoint(rail, first.controlPort()));
        }
        return endpoints;
    }

    /** {@code 10.0.0.1:40100}. */
    String text() {
        return Member.endpoint(address, port);
    }
}
