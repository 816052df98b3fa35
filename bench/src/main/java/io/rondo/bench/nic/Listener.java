package io.rondo.bench.nic;

import java.io.IOException;

/** The receiving end of one raw stream. Bound when it is made, so that a sender may begin at once. */
interface Listener extends AutoCloseable {
    /** Until the stream ends or its time is over. On a thread of its own. */
    Flow receive() throws IOException;

    /** The sender has sent everything: take what is still on its way and return. Any thread. */
    void end();

    /** Ends {@link #receive} at once. Any thread. */
    @Override
    void close() throws IOException;
}
