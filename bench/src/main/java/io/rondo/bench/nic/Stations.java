package io.rondo.bench.nic;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All hosts, in order. A host that answers that it failed is a result; one that does not answer ends the measurement. */
final class Stations implements AutoCloseable {
    /** Over what a command takes by itself: for a busy host. */
    private static final Duration SLACK = Duration.ofSeconds(30);
    /** While others measure, a host that hears nothing for longer takes the first one for dead. */
    static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private final List<Site> sites;
    private final List<Station> stations;
    private final ExecutorService threads = Executors.newCachedThreadPool(body -> {
        Thread thread = new Thread(body, "station");
        thread.setDaemon(true);
        return thread;
    });

    Stations(List<Site> sites, List<Station> stations) {
        this.sites = sites;
        this.stations = stations;
    }

    List<Site> sites() {
        return sites;
    }

    /** Tells everybody who takes part. */
    void welcome() {
        for (int host = 1; host < sites.size(); host++) {
            ask(host, new Message.Welcome(sites), 0);
        }
    }

    Message ask(int host, Message command, long nanos) {
        return askAll(List.of(host), command, nanos).get(0);
    }

    /** All of these hosts at once. */
    List<Message> askAll(List<Integer> hosts, Message command, long nanos) {
        Duration patience = SLACK.plusNanos(nanos);
        List<Future<Message>> futures = new ArrayList<>();
        for (int host : hosts) {
            futures.add(threads.submit(() -> ask(host, command, patience)));
        }
        List<Message> answers = new ArrayList<>();
        for (int i = 0; i < futures.size(); i++) {
            answers.add(await(futures.get(i), hosts.get(i), patience));
        }
        return answers;
    }

    private Message ask(int host, Message command, Duration patience) throws IOException {
        return stations.get(host).ask(command, patience);
    }

    private Message await(Future<Message> future, int host, Duration patience) {
        Site site = sites.get(host);
        String from = "host " + site.host();
        try {
            Message answer = future.get(2 * patience.toNanos(), TimeUnit.NANOSECONDS);
            if (answer == null) {
                throw new RondoException(
                        from + " ended its part before the measurement was over: what it printed says why");
            }
            return answer;
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new RondoException(
                    from + " does not answer host " + sites.get(0).host() + " any more: " + cause.getMessage()
                            + " after " + patience.toSeconds() + " s",
                    e);
        } catch (InterruptedException e) {
            throw new RondoException("interrupted while waiting for " + from, e);
        }
    }

    /** @param failure the sentence that all hosts end with, or null */
    void end(String failure) {
        stations.forEach(station -> station.end(new Message.End(failure)));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        stations.forEach(Station::close);
    }
}
