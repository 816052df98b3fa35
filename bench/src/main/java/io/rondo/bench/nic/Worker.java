package io.rondo.bench.nic;

import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Seat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** This host's part: does what the first host tells, one command after the other. One thread; each rail has its own. */
final class Worker implements AutoCloseable {
    /** More than a stream's own deadlines. */
    private static final long SLACK_NS = TimeUnit.SECONDS.toNanos(12);

    /**
     * What is known of a worker before all hosts are.
     *
     * @param shared directory of this process on a memory file system
     */
    record Maker(PathSettings settings, Path shared) {
        /** @param place of this host among the sites */
        Worker worker(int place, List<Site> sites) {
            return new Worker(place, sites, settings, shared);
        }
    }

    private final int place;
    private final List<Site> sites;
    private final PathSettings settings;
    private final Path shared;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<FutureTask<Flow>> flows = new ArrayList<>();
    private RingRun ring;
    private int streams;
    private int rings;

    private Worker(int place, List<Site> sites, PathSettings settings, Path shared) {
        this.place = place;
        this.sites = sites;
        this.settings = settings;
        this.shared = shared;
    }

    /** What it has done so far. */
    String summary() {
        return streams + " streams, " + rings + " rings";
    }

    /** Never throws: what goes wrong is the answer. */
    Message perform(Message command) {
        try {
            return answer(command);
        } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
            close();
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            return new Message.Failed(cause.getMessage() == null ? cause.toString() : cause.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Message.Failed("interrupted");
        }
    }

    private Message answer(Message command)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        if (command instanceof Message.Listen order) {
            return listen(order);
        } else if (command instanceof Message.Send order) {
            return send(order);
        } else if (command instanceof Message.Ping order) {
            return ping(order);
        } else if (command instanceof Message.Collect) {
            return collect();
        } else if (command instanceof Message.Reduce order) {
            return reduce(order);
        } else if (command instanceof Message.LeaveRing) {
            return leaveRing();
        }
        return new Message.Failed("no command: " + command);
    }

    private Message listen(Message.Listen order) throws IOException {
        closeListeners();
        long patienceNs = order.nanos() + SLACK_NS;
        for (int rail : order.rails()) {
            InetSocketAddress own = address(place, rail);
            Listener listener = switch (order.kind()) {
                case TCP -> new TcpStream(own, order.nanos());
                case UDP -> new UdpStream(own, order.run(), order.nanos(), patienceNs);
                case ECHO -> new PingPong(own, order.run(), patienceNs);
            };
            listeners.add(listener);
            flows.add(onThread("listen-" + rail, listener::receive));
        }
        return new Message.Done();
    }

    private Message send(Message.Send order) throws ExecutionException, InterruptedException, TimeoutException {
        List<FutureTask<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < order.rails().size(); i++) {
            int rail = order.rails().get(i);
            double paceMbps = order.paceMbps().get(i);
            tasks.add(onThread("send-" + rail, () -> send(order, rail, paceMbps)));
        }
        List<Long> sent = new ArrayList<>();
        for (FutureTask<Long> task : tasks) {
            sent.add(task.get(order.nanos() + SLACK_NS, TimeUnit.NANOSECONDS));
            streams++;
        }
        return new Message.Sent(sent);
    }

    private long send(Message.Send order, int rail, double paceMbps) throws IOException {
        InetSocketAddress own = address(place, rail);
        InetSocketAddress to = address(order.to(), rail);
        if (order.kind() == Message.Kind.TCP) {
            TcpStream.send(own, to, order.nanos());
            return 0;
        }
        int lengthBytes = UdpStream.lengthBytes(
                sites.get(place).rails().get(rail),
                sites.get(order.to()).rails().get(rail),
                settings.udp().mtuBytes());
        return UdpStream.send(own, to, lengthBytes, order.run(), order.nanos(), paceMbps);
    }

    private Message ping(Message.Ping order) throws IOException {
        return PingPong.ping(
                address(place, order.rail()), address(order.to(), order.rail()), order.run(), order.nanos());
    }

    private Message collect() throws ExecutionException, InterruptedException, TimeoutException {
        listeners.forEach(Listener::end);
        List<Flow> arrived = new ArrayList<>();
        for (FutureTask<Flow> flow : flows) {
            arrived.add(flow.get(SLACK_NS, TimeUnit.NANOSECONDS));
            streams++;
        }
        closeListeners();
        return new Message.Arrived(arrived);
    }

    private Message reduce(Message.Reduce order) {
        leaveRing();
        rings++;
        List<Seat> seats = order.hosts().stream()
                .map(host -> sites.get(host).seat(order.rails()))
                .toList();
        ring = new RingRun(
                shared.resolve("driver-" + order.generation()), settings.udp().offload());
        return ring.run(seats, order.hosts().indexOf(place), order, settings);
    }

    private Message leaveRing() {
        if (ring != null) {
            ring.close();
            ring = null;
        }
        return new Message.Done();
    }

    private InetSocketAddress address(int site, int rail) {
        Site of = sites.get(site);
        return new InetSocketAddress(of.rails().get(rail).address(), of.port());
    }

    private static <T> FutureTask<T> onThread(String name, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private void closeListeners() {
        for (Listener listener : listeners) {
            try {
                listener.close();
            } catch (IOException e) {
                continue; // it is gone either way
            }
        }
        listeners.clear();
        flows.clear();
    }

    @Override
    public void close() {
        closeListeners();
        leaveRing();
    }
}
