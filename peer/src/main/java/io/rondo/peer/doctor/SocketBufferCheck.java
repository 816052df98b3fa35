package io.rondo.peer.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the kernel lets sockets have buffers as long as the links between hosts ask for. */
final class SocketBufferCheck {
    private static final String NAME = "socket buffers";
    private static final Path SETTINGS = Path.of("/proc/sys/net/core");
    private static final String RECEIVE = "rmem_max";
    private static final String SEND = "wmem_max";

    private SocketBufferCheck() {}

    /**
     * @param receiveBytes that a link wants for what is under way to it
     * @param sendBytes that it wants for what it has sent
     */
    static Finding here(long receiveBytes, long sendBytes) throws IOException {
        if (!Files.isReadable(SETTINGS.resolve(RECEIVE)) || !Files.isReadable(SETTINGS.resolve(SEND))) {
            return Finding.ok(NAME, "this system does not say how long they may be");
        }
        return of(read(RECEIVE), read(SEND), receiveBytes, sendBytes);
    }

    /** In one piece: these files end after the first read, and {@code Files.readString} begins with one byte. */
    private static long read(String name) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(SETTINGS.resolve(name))) {
            return Long.parseLong(reader.readLine().strip());
        }
    }

    static Finding of(long mostReceived, long mostSent, long receiveBytes, long sendBytes) {
        if (mostReceived < receiveBytes) {
            return Finding.problem(NAME, tooShort(RECEIVE, mostReceived, "receive", receiveBytes));
        }
        return mostSent < sendBytes
                ? Finding.warning(NAME, tooShort(SEND, mostSent, "send", sendBytes))
                : Finding.ok(
                        NAME,
                        "net.core." + RECEIVE + " " + mostReceived + " and " + SEND + " " + mostSent
                                + " are enough for links between hosts");
    }

    private static String tooShort(String name, long most, String what, long wanted) {
        return "net.core." + name + " is " + most + ", the " + what + " buffer of a link between hosts wants " + wanted
                + "; sysctl -w net.core." + name + "=" + wanted + ", and the same line in /etc/sysctl.d to keep it"
                + (name.equals(RECEIVE) ? ", or lower transport.windowBytes" : "");
    }
}
