package io.rondo.peer.run;

import io.aeron.CncFileDescriptor;
import io.rondo.membership.Starvation;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether a peer of this run on this host is starved, by what the kernel says of its process: one that SIGSTOP or a debugger
 * has stopped is not, nor one that is gone, nor one of another host. Any thread.
 */
final class LocalStarvation implements Starvation {
    /** Stopped, traced, a zombie, dead: in proc(5). */
    private static final String OUT_OF_ACTION = "TtZXx";

    private final Path run;

    /** @param run the run's directory in shared memory */
    LocalStarvation(Path run) {
        this.run = run;
    }

    @Override
    public boolean concerns(int id) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid(run, id)), "stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return OUT_OF_ACTION.indexOf(state) < 0;
        } catch (IOException e) {
            return false; // it is not here, or has just gone
        }
    }

    /** As the peer's control driver has written it. */
    static long pid(Path run, int id) throws IOException {
        Path file = SharedMemory.controlDirectory(run, id).resolve(CncFileDescriptor.CNC_FILE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer pid = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
            channel.read(pid, CncFileDescriptor.pidOffset(0));
            return pid.flip().getLong();
        } catch (BufferUnderflowException e) {
            throw new IOException(file + " is not complete yet", e);
        }
    }
}
