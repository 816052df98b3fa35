package io.rondo.peer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that holds a lock on a file until it is killed. */
final class LockHolder {
    private LockHolder() {}

    /** Returns once the lock is held. */
    static Process start(Path file) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() != 'L') {
            throw new IOException("the lock of " + file + " could not be held");
        }
        return process;
    }

    /** Locks the file, says L, and ends with standard input. */
    public static void main(String[] args) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            System.out.print(channel.tryLock() == null ? '-' : 'L');
            System.out.flush();
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }
}
