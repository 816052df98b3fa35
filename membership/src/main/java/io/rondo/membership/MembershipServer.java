package io.rondo.membership;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * Where peers meet the {@link Authority}: a TCP server with one connection per peer, which is the peer's lifeline too.
 * The kernel closes it when the process is killed, so its death is seen at once.
 *
 * <p>Never blocks and never waits for anyone: all is done in {@link #doWork}, a peer that does not read is cut off.
 */
public final class MembershipServer implements AutoCloseable {
    private static final int GUESTS_PER_PEER = 4;
    private static final int SPARE_GUESTS = 16;

    private final Authority authority;
    private final Reception reception;
    private final long anonymousNs;
    private final int maxGuests;
    private final Selector selector;
    private final ServerSocketChannel listening;
    private final int port;
    private final List<Guest> guests = new ArrayList<>();
    private boolean isLeading;
    private boolean isClosed;
    private volatile View view;

    /** Opens the service with a machine of its own in this process. */
    public MembershipServer(
            String host,
            int port,
            String job,
            long jobId,
            long configDigest,
            JobSecret secret,
            List<Member> configured,
            long budgetNs) {
        this(
                host,
                port,
                job,
                jobId,
                configDigest,
                secret,
                new SoleAuthority(new MembershipMachine(job, configured, budgetNs)),
                configured.size(),
                budgetNs);
    }

    /**
     * Opens the service.
     *
     * @param host name or address to listen at
     * @param port to listen at; 0 for any
     * @param configDigest of the effective config; peers must have the same
     * @param secret which peers must know to become members
     * @param peers how many the config has
     * @throws UncheckedIOException when it cannot listen there: a sentence for the user
     */
    public MembershipServer(
            String host,
            int port,
            String job,
            long jobId,
            long configDigest,
            JobSecret secret,
            Authority authority,
            int peers,
            long budgetNs) {
        String place = Member.endpoint(host, port);
        MembershipTimeouts timeouts = new MembershipTimeouts(budgetNs);
        this.authority = authority;
        this.reception = new Reception(authority, job, jobId, configDigest, secret, place, timeouts);
        this.anonymousNs = timeouts.anonymousNs();
        this.maxGuests = GUESTS_PER_PEER * peers + SPARE_GUESTS;
        Selector opened = null;
        ServerSocketChannel channel = null;
        try {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new IOException("the host " + host + " is not known here");
            }
            opened = Selector.open();
            channel = ServerSocketChannel.open().bind(address);
            channel.configureBlocking(false);
            channel.register(opened, SelectionKey.OP_ACCEPT);
            this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException e) {
            CloseHelper.quietCloseAll(channel, opened);
            throw new UncheckedIOException(
                    "the membership service cannot listen at " + place + ": " + e.getMessage()
                            + "; give it an address of this host and a TCP port that no other process uses",
                    e);
        }
        this.selector = opened;
        this.listening = channel;
    }

    /** Peers that are starved as far as this host knows are not taken for silent. */
    public void excuse(Starvation starvation) {
        reception.excuse(starvation);
    }

    /** The port it listens at. */
    public int port() {
        return port;
    }

    /** The newest view, or null before the first. Any thread. */
    public View view() {
        return view;
    }

    /** Hears everybody once, lets time pass, says what is new. Keeper thread only, about every millisecond. */
    public synchronized int doWork(long nowNs) {
        if (isClosed) {
            return 0;
        }
        reception.onCycle(nowNs);
        isLeading = authority.isLeading();
        if (!isLeading && !guests.isEmpty()) {
            reception.dismissAll();
            guests.forEach(Guest::close);
        }
        int work = hear(nowNs);
        view = reception.decide();
        for (Guest guest : guests) {
            guest.tell(view);
            if (!guest.isKnown() && nowNs - guest.sinceNs() > anonymousNs) {
                guest.close();
            }
        }
        return work;
    }

    private int hear(long nowNs) {
        int work;
        try {
            work = selector.selectNow();
        } catch (IOException e) {
            throw new UncheckedIOException("the membership service at port " + port + " broke", e);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof Guest guest) {
                guest.poll();
            } else {
                accept(nowNs);
            }
        }
        selector.selectedKeys().clear();
        for (int i = guests.size() - 1; i >= 0; i--) {
            if (!guests.get(i).isOpen()) { // ended now, or cut off when it was last told something
                reception.onClosed(guests.remove(i));
                work++;
            }
        }
        return work;
    }

    private void accept(long nowNs) {
        try {
            SocketChannel channel = listening.accept();
            if (channel == null) {
                return;
            }
            if (!isLeading || guests.size() >= maxGuests) {
                channel.close();
                return;
            }
            channel.configureBlocking(false);
            Guest guest = new Guest(new Connection(channel), reception, nowNs);
            channel.register(selector, SelectionKey.OP_READ, guest);
            guests.add(guest);
        } catch (IOException e) {
            // it was gone before it came in, or no file descriptor is left: it will try again
        }
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            guests.forEach(Guest::close);
            CloseHelper.quietCloseAll(listening, selector);
        }
    }
}
