package io.rondo.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionTest {
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1000]);
    private final List<Integer> received = new ArrayList<>();
    private SocketChannel raw;
    private Connection connection;

    @BeforeEach
    void open() throws IOException {
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            raw = SocketChannel.open(listening.getLocalAddress());
            SocketChannel accepted = listening.accept();
            accepted.configureBlocking(false);
            connection = new Connection(accepted);
        }
    }

    @Test
    void shouldPassWholeMessagesOnHoweverTheyArrive() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(4).putInt(11).putInt(8).putInt(22).putInt(0).flip();
        while (bytes.hasRemaining()) {
            raw.write(ByteBuffer.wrap(new byte[] {bytes.get()}));
            connection.poll(this::onMessage);
        }
        pollUntil(() -> received.size() == 2);
        assertThat(received).containsExactly(11, 22);
    }

    @Test
    void shouldPassOnWhatCameBeforeTheEnd() throws IOException {
        raw.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4)
                .putInt(33)
                .flip());
        raw.close();
        pollUntil(() -> !connection.isOpen());
        assertThat(received).containsExactly(33);
    }

    @Test
    void shouldCloseWhenTheOtherEndIsReset() throws IOException {
        raw.setOption(StandardSocketOptions.SO_LINGER, 0);
        raw.close();
        pollUntil(() -> !connection.isOpen());
    }

    @Test
    void shouldCloseOnALengthThatCannotBe() throws IOException {
        raw.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Connection.MAX_MESSAGE_BYTES + 1)
                .flip());
        pollUntil(() -> !connection.isOpen());
    }

    @Test
    void shouldCutOffWhoDoesNotRead() {
        while (connection.isOpen()) {
            connection.offer(message, message.capacity());
            connection.flush();
        }
    }

    private boolean onMessage(DirectBuffer arrived) {
        received.add(arrived.getInt(0));
        return true;
    }

    private void pollUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            connection.poll(this::onMessage);
        }
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        raw.close();
    }
}
