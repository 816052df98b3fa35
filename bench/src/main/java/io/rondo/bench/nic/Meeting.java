package io.rondo.bench.nic;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** How the hosts find each other: the first one listens on the TCP port of its first peer, the others call there. */
final class Meeting {
    private static final Duration HELLO_PATIENCE = Duration.ofSeconds(5);
    private static final int CONNECT_MS = 2_000;
    private static final int ACCEPT_MS = 500;
    private static final int PING_MS = 1_000;
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SHOW_EVERY_NS = TimeUnit.SECONDS.toNanos(10);

    /** Another host, and the line to it. */
    record Caller(Wire wire, Site site) {}

    private final RondoConfig config;
    private final String digest;
    private final Site self;
    private final Duration patience;
    private final InetSocketAddress first;

    /** @param patience how long hosts wait for each other */
    Meeting(RondoConfig config, String digest, Site self, Duration patience) {
        this.config = config;
        this.digest = digest;
        this.self = self;
        this.patience = patience;
        first = address(config.hosts().get(0));
    }

    Site self() {
        return self;
    }

    /** On the first host: waits for all others. By the index of the host. */
    Map<Integer, Caller> awaitCallers(Consumer<String> progress) {
        Map<Integer, Caller> callers = new TreeMap<>();
        try (ServerSocket server = new ServerSocket()) {
            server.bind(first);
            server.setSoTimeout(ACCEPT_MS);
            long beginNs = System.nanoTime();
            long shownNs = beginNs;
            while (callers.size() < config.hosts().size() - 1) {
                accept(server, callers);
                if (System.nanoTime() - beginNs > patience.toNanos()) {
                    throw absent(callers);
                }
                if (System.nanoTime() - shownNs > SHOW_EVERY_NS) {
                    shownNs = System.nanoTime();
                    progress.accept("waiting for " + missing(callers) + " to call " + Addresses.text(first));
                }
            }
            return callers;
        } catch (IOException e) {
            callers.values().forEach(caller -> caller.wire().close());
            throw new RondoException(
                    "host " + self.host() + " cannot listen on TCP " + Addresses.text(first) + ": " + e.getMessage()
                            + "; end the program that uses the port, or choose another peers[].port",
                    e);
        } catch (RondoException e) {
            callers.values().forEach(caller -> endWith(caller.wire(), e.getMessage()));
            throw e;
        }
    }

    private void accept(ServerSocket server, Map<Integer, Caller> callers) throws IOException {
        Socket socket;
        try {
            socket = server.accept();
        } catch (SocketTimeoutException e) {
            return;
        }
        Wire wire = new Wire(socket);
        try {
            if (wire.read(HELLO_PATIENCE) instanceof Message.Hello hello) {
                int host = config.hosts().indexOf(hello.site().host());
                if (host > 0 && hello.configDigest().equals(digest)) {
                    Caller before = callers.put(host, new Caller(wire, hello.site()));
                    if (before != null) { // it was ended and started again
                        before.wire().close();
                    }
                    return;
                }
                String sentence = "host " + hello.site().host() + " (" + Addresses.text(wire.remote())
                        + ") runs with another config than host " + self.host()
                        + ": give every host the same file and options";
                endWith(wire, sentence);
                throw new RondoException(sentence);
            }
        } catch (IOException e) {
            wire.close(); // none of us, or one that has gone
            return;
        }
        wire.close();
    }

    private RondoException absent(Map<Integer, Caller> callers) {
        String missing = missing(callers);
        String pings = config.hosts().stream()
                .filter(host -> missing.contains(host))
                .map(host -> host + (answersPing(host) ? " answers" : " does not answer") + " a ping")
                .collect(Collectors.joining(", "));
        return new RondoException("host " + self.host() + " was not called by host " + missing + ": listened on TCP "
                + Addresses.text(first) + " for " + patience.toSeconds() + " s; " + pings
                + "; start rondo bench nic there with the same config, or let TCP port " + first.getPort()
                + " through the firewalls");
    }

    private String missing(Map<Integer, Caller> callers) {
        return config.hosts().stream()
                .filter(host -> config.hosts().indexOf(host) > 0
                        && !callers.containsKey(config.hosts().indexOf(host)))
                .collect(Collectors.joining(", "));
    }

    /** On the others: calls the first host until it answers. */
    Wire call() {
        String why = "";
        for (long beginNs = System.nanoTime(); System.nanoTime() - beginNs < patience.toNanos(); ) {
            try {
                Wire wire = new Wire(connected());
                wire.write(new Message.Hello(digest, self));
                return wire;
            } catch (IOException e) {
                why = e.getMessage();
                LockSupport.parkNanos(RETRY_NS);
            }
        }
        throw new RondoException("host " + self.host() + " cannot reach host "
                + config.hosts().get(0) + ": tried TCP from " + self.host() + " to " + Addresses.text(first) + " for "
                + patience.toSeconds() + " s, " + why + "; " + config.hosts().get(0)
                + (answersPing(config.hosts().get(0)) ? " answers" : " does not answer")
                + " a ping; start rondo bench nic there with the same config, or let TCP port " + first.getPort()
                + " through the firewalls");
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(address(self.host()).getAddress(), 0));
            socket.connect(first, CONNECT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private InetSocketAddress address(String host) {
        PeerConfig peer = config.peersOn(host).get(0);
        try {
            return new InetSocketAddress(InetAddress.getByName(host), peer.port());
        } catch (UnknownHostException e) {
            throw new RondoException("peer " + peer.id() + ": its host " + host + " is not known here", e);
        }
    }

    private static boolean answersPing(String host) {
        try {
            return InetAddress.getByName(host).isReachable(PING_MS);
        } catch (IOException e) {
            return false;
        }
    }

    private static void endWith(Wire wire, String sentence) {
        try (wire) {
            wire.write(new Message.End(sentence));
        } catch (IOException e) {
            return; // it has gone before
        }
    }
}
