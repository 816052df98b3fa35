package io.rondo.membership;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One TCP connection that carries whole messages, each after its length; bounded both ways and never blocking. A
 * connection that breaks, carries nonsense or does not take what is offered closes itself. Keeper thread only.
 */
final class Connection implements AutoCloseable {
    private static final int LENGTH_BYTES = Integer.BYTES;

    /** A view of 2,000 members takes less. */
    static final int MAX_MESSAGE_BYTES = 32 * 1024;

    private static final int OUTGOING_BYTES = 2 * (LENGTH_BYTES + MAX_MESSAGE_BYTES);

    private final SocketChannel channel;
    private final ByteBuffer incoming =
            ByteBuffer.allocate(LENGTH_BYTES + MAX_MESSAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer outgoing = ByteBuffer.allocate(OUTGOING_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final UnsafeBuffer message = new UnsafeBuffer(incoming);

    /** Of whole messages. */
    interface MessageHandler {
        /** @return false when this is not a message: the connection closes */
        boolean onMessage(DirectBuffer message);
    }

    /** @param channel non-blocking, connected or about to be */
    Connection(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Reads what has come, as far as the buffer goes, and passes whole messages on. */
    int poll(MessageHandler handler) {
        boolean isEnded;
        try {
            isEnded = !channel.isOpen() || channel.read(incoming) < 0;
        } catch (IOException e) {
            isEnded = true; // reset: what came before it still counts
        }
        int messages = pass(handler);
        if (isEnded) {
            close();
        }
        return messages;
    }

    private int pass(MessageHandler handler) {
        int messages = 0;
        incoming.flip();
        while (isOpen() && incoming.remaining() >= LENGTH_BYTES) {
            int lengthBytes = incoming.getInt(incoming.position());
            if (lengthBytes <= 0 || lengthBytes > MAX_MESSAGE_BYTES) {
                close();
            } else if (incoming.remaining() < LENGTH_BYTES + lengthBytes) {
                break;
            } else {
                message.wrap(incoming.array(), incoming.position() + LENGTH_BYTES, lengthBytes);
                incoming.position(incoming.position() + LENGTH_BYTES + lengthBytes);
                messages++;
                if (!handler.onMessage(message)) {
                    close();
                }
            }
        }
        incoming.compact();
        return messages;
    }

    /** Queues a message; one that finds no room closes the connection: its other end does not read. */
    void offer(DirectBuffer source, int lengthBytes) {
        if (outgoing.remaining() < LENGTH_BYTES + lengthBytes) {
            close();
            return;
        }
        outgoing.putInt(lengthBytes);
        source.getBytes(0, outgoing, lengthBytes);
    }

    /** Sends what the socket takes. */
    void flush() {
        if (outgoing.position() == 0 || !isOpen()) {
            return;
        }
        outgoing.flip();
        try {
            channel.write(outgoing);
        } catch (IOException e) {
            close();
        }
        outgoing.compact();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        CloseHelper.quietClose(channel);
    }
}
