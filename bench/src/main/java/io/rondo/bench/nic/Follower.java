package io.rondo.bench.nic;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Every host but the first: answers the first one's commands until it says that it is over. */
final class Follower {
    private final String firstHost;
    private final Wire wire;

    Follower(String firstHost, Wire wire) {
        this.firstHost = firstHost;
        this.wire = wire;
    }

    /**
     * Until the end.
     *
     * @param worker made when all hosts are known
     * @param startPatience how long the others may take to come
     * @return what was done, in a few words
     */
    String serve(Function<List<Site>, Worker> worker, Duration startPatience) {
        Message first = next(startPatience.plus(startPatience));
        if (!(first instanceof Message.Welcome welcome)) {
            throw ended(first);
        }
        try (Worker own = worker.apply(welcome.sites())) {
            answer(new Message.Done());
            while (true) {
                Message command = next(Stations.LONGEST_SILENCE);
                if (command instanceof Message.End end && end.failure() == null) {
                    return own.summary();
                } else if (command == null || command instanceof Message.End) {
                    throw ended(command);
                }
                answer(own.perform(command));
            }
        }
    }

    private RondoException ended(Message last) {
        return new RondoException(
                last instanceof Message.End end
                        ? end.failure()
                        : "host " + firstHost + " (" + Addresses.text(wire.remote())
                                + ") ended before the measurement was over: what it printed says why");
    }

    /** Null when the other side has ended, in whatever way. */
    private Message next(Duration patience) {
        try {
            return wire.read(patience);
        } catch (SocketTimeoutException e) {
            throw new RondoException(
                    "host " + firstHost + " (" + Addresses.text(wire.remote()) + ") was not heard for "
                            + patience.toSeconds() + " s",
                    e);
        } catch (IOException e) {
            return null;
        }
    }

    private void answer(Message message) {
        try {
            wire.write(message);
        } catch (IOException e) {
            throw ended(null);
        }
    }
}
