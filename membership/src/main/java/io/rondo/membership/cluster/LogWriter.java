package io.rondo.membership.cluster;

import org.agrona.DirectBuffer;

/** The way of the node that leads into the log. What it takes may still get lost, with the leadership. */
interface LogWriter extends AutoCloseable {
    /** A bounded bit of work while this node leads. */
    int poll(long nowNs);

    /** @return false when it was not taken: whoever wants it offers it again later */
    boolean offer(DirectBuffer message, int lengthBytes);

    /** Gives up; the next poll opens it again. */
    @Override
    void close();
}
