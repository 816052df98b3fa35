package io.rondo.bench.nic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A control connection: {@link Message}s, one a line. One thread at a time. */
final class Wire implements AutoCloseable {
    /** A machine's description is some kilobytes; whoever sends more without an end is none of us. */
    private static final int LONGEST_LINE_BYTES = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final InputStream in;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void write(Message message) throws IOException {
        socket.getOutputStream().write((JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The next message, or null when the other side has ended the connection.
     *
     * @throws IOException when none comes in time, or it is no message
     */
    Message read(Duration patience) throws IOException {
        long deadlineNs = System.nanoTime() + patience.toNanos();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < LONGEST_LINE_BYTES) {
            long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
            socket.setSoTimeout((int) Math.max(1, leftMs));
            int next = in.read();
            if (next < 0) {
                return null;
            }
            if (next == '\n') {
                return parse(line.toString(StandardCharsets.UTF_8));
            }
            line.write(next);
        }
        throw new IOException("a line without an end");
    }

    private static Message parse(String line) throws IOException {
        try {
            return JSON.readValue(line, Message.class);
        } catch (JsonProcessingException e) {
            throw new IOException("no message of this program", e);
        }
    }

    InetSocketAddress remote() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            return; // it is of no more use either way
        }
    }
}
