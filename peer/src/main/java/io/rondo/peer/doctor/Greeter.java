package io.rondo.peer.doctor;

import io.rondo.membership.ServiceNode;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import jdk.net.ExtendedSocketOptions;
import org.agrona.CloseHelper;

/**
 * Takes this host's peers' places for a while: listens at their endpoints, greets those of all other hosts, and hears who
 * greets back; tries whether the membership service's port can be connected to. One thread.
 */
final class Greeter implements AutoCloseable {
    private static final long GREET_EVERY_US = 100_000;
    private static final long SELECT_MS = 10;
    /** From the first word of a host on: for all the rest, also what one has lost. */
    private static final long SETTLE_US = TimeUnit.SECONDS.toMicros(4);
    /** For the others' last looks, when this host has nothing more to ask. */
    private static final long LINGER_US = 500_000;
    /** Paths that are narrower than the NIC are usually as narrow as one of these. */
    private static final int[] USUAL_MTUS = {1280, 1400, 1420, 1450, 1492, 1500, 4000, 8000, 9000};

    private static final int MOST_BYTES = 65_536;

    private final LongSupplier clockUs;
    private final List<String> rails;
    private final int fullBytes;
    private final int headersBytes;
    private final Map<String, Neighbour> neighbours;
    private final Function<Greeting, Set<Endpoint>> endpoints;
    private final Selector selector;
    private final Map<InetAddress, DatagramChannel> senders = new HashMap<>();
    private final Set<ServiceNode> unconnected = new LinkedHashSet<>();
    private final Set<ServiceNode> connecting = new HashSet<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ByteBuffer received = ByteBuffer.allocate(MOST_BYTES);

    /**
     * @param clockUs the host's time of day
     * @param rails this host's addresses for data
     * @param fullBytes the longest datagram that its NICs send uncut
     * @param headersBytes of IP and UDP
     * @param neighbours by host
     * @param endpoints where the sender of a greeting listens
     */
    Greeter(
            LongSupplier clockUs,
            List<String> rails,
            int fullBytes,
            int headersBytes,
            Map<String, Neighbour> neighbours,
            Function<Greeting, Set<Endpoint>> endpoints)
            throws IOException {
        this.clockUs = clockUs;
        this.rails = rails;
        this.fullBytes = fullBytes;
        this.headersBytes = headersBytes;
        this.neighbours = neighbours;
        this.endpoints = endpoints;
        this.selector = Selector.open();
    }

    /** Listens there, if the port is free: {@link PortCheck} says so when it is not. */
    void listenAt(Endpoint endpoint) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        open.add(channel);
        try {
            channel.bind(new InetSocketAddress(InetAddress.getByName(endpoint.address()), endpoint.port()));
        } catch (IOException e) {
            return;
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, endpoint);
    }

    /** Answers those who connect, in the membership service's place. */
    void serveAt(ServiceNode node) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        open.add(channel);
        try {
            channel.bind(new InetSocketAddress(InetAddress.getByName(node.host()), node.port()));
        } catch (IOException e) {
            return;
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Will connect there. */
    void tryToConnect(ServiceNode node) {
        unconnected.add(node);
    }

    /** Those that could not be connected to. */
    Set<ServiceNode> unconnected() {
        return unconnected;
    }

    /** Until all is known that can be, or the patience is over. */
    void run(long patienceUs) throws IOException {
        long beginUs = System.nanoTime() / 1000;
        long greetedUs = beginUs - GREET_EVERY_US;
        long contentUs = 0; // since when
        for (int round = 0; ; ) {
            long nowUs = System.nanoTime() / 1000;
            boolean isContent = areAll(each -> each.isKnown(fullBytes)) && unconnected.isEmpty();
            if (nowUs - greetedUs >= GREET_EVERY_US) {
                greetedUs = nowUs;
                greetAll(round++);
                connectAll();
            }
            contentUs = !isContent ? 0 : contentUs == 0 ? nowUs : contentUs;
            boolean isOver = isContent && nowUs - contentUs > LINGER_US && areAll(Neighbour::isContent);
            if (isOver || isLate(nowUs - beginUs, patienceUs)) {
                return;
            }
            selector.select(SELECT_MS);
            for (SelectionKey key : selector.selectedKeys()) {
                onReady(key);
            }
            selector.selectedKeys().clear();
        }
    }

    private boolean areAll(Predicate<Neighbour> expected) {
        return neighbours.values().stream().allMatch(expected);
    }

    /** Nobody is waited for any more: each was heard long ago, or will not be. */
    private boolean isLate(long waitedUs, long patienceUs) {
        long nowUs = clockUs.getAsLong();
        return areAll(each -> each.isHeard() ? nowUs - each.firstAtUs() > SETTLE_US : waitedUs > patienceUs)
                && (waitedUs > SETTLE_US);
    }

    private void greetAll(int round) {
        for (Neighbour neighbour : neighbours.values()) {
            boolean isContent = neighbour.isKnown(fullBytes);
            for (Endpoint to : neighbour.theirs()) {
                greet(neighbour, to, 0, isContent);
                if (!isContent) {
                    greet(neighbour, to, tried(round), false);
                }
            }
        }
    }

    /** One length a round, the longest every other. */
    private int tried(int round) {
        int usual = USUAL_MTUS[round / 2 % USUAL_MTUS.length] - headersBytes;
        return round % 2 == 0 || usual > fullBytes ? fullBytes : usual;
    }

    /** What cannot be sent has not arrived. */
    private void greet(Neighbour neighbour, Endpoint to, int lengthBytes, boolean isContent) {
        try {
            Greeting greeting = neighbour.greeting(rails, isContent, clockUs.getAsLong());
            InetAddress address = InetAddress.getByName(to.address());
            sender(address).send(greeting.encode(lengthBytes), new InetSocketAddress(address, to.port()));
        } catch (IOException e) {
            return; // no route, too long for the path as far as the kernel knows, refused before
        }
    }

    /** The kernel chooses the NIC by its routes, as it does for a link. */
    private DatagramChannel sender(InetAddress to) throws IOException {
        DatagramChannel sender = senders.get(to);
        if (sender == null) {
            sender = DatagramChannel.open(
                    to instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
            sender.configureBlocking(false);
            sender.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
            senders.put(to, sender);
            open.add(sender);
        }
        return sender;
    }

    private void connectAll() throws IOException {
        for (ServiceNode node : unconnected) {
            if (connecting.add(node)) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                try {
                    boolean isAtOnce =
                            channel.connect(new InetSocketAddress(InetAddress.getByName(node.host()), node.port()));
                    channel.register(selector, SelectionKey.OP_CONNECT, node);
                    open.add(channel);
                    if (isAtOnce) {
                        onConnected(channel, node);
                        return;
                    }
                } catch (IOException e) {
                    connecting.remove(node); // no route: once more
                    channel.close();
                }
            }
        }
    }

    private void onReady(SelectionKey key) throws IOException {
        if (key.channel() instanceof DatagramChannel channel) {
            onDatagrams(channel, (Endpoint) key.attachment());
        } else if (key.channel() instanceof ServerSocketChannel server) {
            CloseHelper.quietClose(server.accept());
        } else if (key.channel() instanceof SocketChannel channel) {
            onConnected(channel, (ServiceNode) key.attachment());
        }
    }

    private void onConnected(SocketChannel channel, ServiceNode node) throws IOException {
        try {
            if (channel.finishConnect()) {
                unconnected.remove(node);
            }
        } catch (IOException e) {
            connecting.remove(node); // refused: once more
        }
        channel.close();
    }

    private void onDatagrams(DatagramChannel channel, Endpoint at) throws IOException {
        received.clear();
        while (channel.receive(received) != null) {
            received.flip();
            int lengthBytes = received.remaining();
            Greeting greeting = Greeting.decode(received);
            Neighbour neighbour = greeting == null ? null : neighbours.get(greeting.host());
            if (neighbour != null) {
                neighbour.onEndpoints(endpoints.apply(greeting));
                neighbour.onGreeting(greeting, lengthBytes, at, clockUs.getAsLong());
            }
            received.clear();
        }
    }

    /** Of IP and UDP, to this address. */
    static int headersBytes(InetAddress address) {
        return address instanceof Inet6Address ? 48 : 28;
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(open);
        CloseHelper.quietClose(selector);
    }
}
