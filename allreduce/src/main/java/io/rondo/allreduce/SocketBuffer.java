package io.rondo.allreduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/**
 * What the kernel lets a socket buffer, which may be less than is wanted.
 *
 * @param use in words
 * @param limit the kernel's setting
 */
record SocketBuffer(int wantedBytes, int grantedBytes, String use, String limit) {
    static SocketBuffer toReceive(int wantedBytes) {
        return ask(StandardSocketOptions.SO_RCVBUF, wantedBytes, "receive", "net.core.rmem_max");
    }

    static SocketBuffer toSend(int wantedBytes) {
        return ask(StandardSocketOptions.SO_SNDBUF, wantedBytes, "send", "net.core.wmem_max");
    }

    private static SocketBuffer ask(SocketOption<Integer> option, int wantedBytes, String use, String limit) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(option, wantedBytes);
            return new SocketBuffer(wantedBytes, Math.min(wantedBytes, channel.getOption(option)), use, limit);
        } catch (IOException e) {
            throw new UncheckedIOException("no UDP socket can be opened: " + e.getMessage(), e);
        }
    }

    boolean isCutDown() {
        return grantedBytes < wantedBytes;
    }

    /** For the log, when it is cut down. */
    String sentence() {
        return "the kernel gives sockets " + grantedBytes + " bytes to " + use + ", " + wantedBytes
                + " are wanted, so links are slower than they could be: sysctl -w " + limit + "=" + wantedBytes
                + " lifts that";
    }
}
