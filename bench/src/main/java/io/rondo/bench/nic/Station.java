package io.rondo.bench.nic;

import java.io.IOException;
import java.time.Duration;

/** A host as the first one sees it: does one command after the other. */
interface Station extends AutoCloseable {
    /**
     * Has the command done.
     *
     * @return null when the host has gone
     * @throws IOException when no answer comes in time
     */
    Message ask(Message command, Duration patience) throws IOException;

    /** Says that nothing more will be asked. */
    void end(Message.End last);

    @Override
    void close();

    /** The first host itself. */
    static Station here(Worker worker) {
        return new Station() {
            @Override
            public Message ask(Message command, Duration patience) {
                return worker.perform(command);
            }

            @Override
            public void end(Message.End last) {
                worker.close();
            }

            @Override
            public void close() {
                worker.close();
            }
        };
    }

    /** Another one. */
    static Station over(Wire wire) {
        return new Station() {
            @Override
            public Message ask(Message command, Duration patience) throws IOException {
                wire.write(command);
                return wire.read(patience);
            }

            @Override
            public void end(Message.End last) {
                try {
                    wire.write(last);
                } catch (IOException e) {
                    return; // it has gone before
                }
            }

            @Override
            public void close() {
                wire.close();
            }
        };
    }
}
