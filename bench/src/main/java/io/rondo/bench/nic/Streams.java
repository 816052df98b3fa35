package io.rondo.bench.nic;

import io.rondo.bench.nic.Message.Kind;
import java.util.ArrayList;
import java.util.List;

/** Raw streams from one host to another, on some rails at once: the receiver listens, the sender sends, the receiver tells. */
final class Streams {
    private final Stations stations;
    private final int from;
    private final int to;
    private final List<Integer> rails;

    Streams(Stations stations, int from, int to, List<Integer> rails) {
        this.stations = stations;
        this.from = from;
        this.to = to;
        this.rails = rails;
    }

    /** What was sent and what of it arrived, by rail. */
    record Datagrams(List<Long> sent, List<Flow> flows) {
        double mbps() {
            return flows.stream().mapToDouble(Flow::mbps).sum();
        }
    }

    /** @return megabits a second of all rails */
    double tcp(long run, long nanos) throws MeasurementFailedException {
        return stream(Kind.TCP, run, nanos, rails.stream().map(rail -> 0.0).toList())
                .mbps();
    }

    /** @param paceMbps by rail; 0: as fast as the socket takes it */
    Datagrams udp(long run, long nanos, List<Double> paceMbps) throws MeasurementFailedException {
        Datagrams datagrams = stream(Kind.UDP, run, nanos, paceMbps);
        for (int i = 0; i < rails.size(); i++) {
            if (datagrams.flows().get(i).datagrams() == 0) {
                throw new MeasurementFailedException("none of "
                        + datagrams.sent().get(i) + " UDP datagrams from "
                        + end(from, i) + " to port " + stations.sites().get(to).port() + " of " + end(to, i)
                        + " arrived: let them through the firewalls");
            }
        }
        return datagrams;
    }

    private String end(int host, int i) {
        return stations.sites().get(host).rails().get(rails.get(i)).address();
    }

    private Datagrams stream(Kind kind, long run, long nanos, List<Double> paceMbps) throws MeasurementFailedException {
        answer(to, new Message.Listen(kind, rails, run, nanos), 0, Message.Done.class);
        Message sent = stations.ask(from, new Message.Send(kind, to, rails, run, nanos, paceMbps), nanos);
        Message arrived = stations.ask(to, new Message.Collect(), 0);
        return new Datagrams(
                new ArrayList<>(as(sent, Message.Sent.class).datagrams()),
                as(arrived, Message.Arrived.class).flows());
    }

    /** On the one rail that this is about. */
    Message.Pinged ping(long run, long nanos) throws MeasurementFailedException {
        answer(to, new Message.Listen(Kind.ECHO, rails, run, nanos), 0, Message.Done.class);
        Message pinged = stations.ask(from, new Message.Ping(to, rails.get(0), run, nanos), nanos);
        stations.ask(to, new Message.Collect(), 0);
        return as(pinged, Message.Pinged.class);
    }

    private <T extends Message> T answer(int host, Message command, long nanos, Class<T> type)
            throws MeasurementFailedException {
        return as(stations.ask(host, command, nanos), type);
    }

    private static <T extends Message> T as(Message answer, Class<T> type) throws MeasurementFailedException {
        if (answer instanceof Message.Failed failed) {
            throw new MeasurementFailedException(failed.sentence());
        }
        return type.cast(answer);
    }
}
