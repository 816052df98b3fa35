package io.rondo.peer.run;

import io.rondo.membership.Member;
import io.rondo.membership.Membership;
import io.rondo.membership.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.agrona.CloseHelper;

/**
 * Accuses a member of this host as soon as its process is dying. A killed process's lifeline says so too, but only when all of
 * its threads are gone and its memory is given back, a tenth of a second or three on busy cores; its first thread has let go
 * of the memory within two milliseconds, and /proc/PID/statm shows it. Keeper thread only.
 */
final class DeathWatch implements AutoCloseable {
    private static final byte NONE = '0'; // pages: proc(5)

    private final Path run;
    private final Set<Integer> watched;
    private final Membership membership;
    private final ByteBuffer firstByte = ByteBuffer.allocateDirect(1);
    private final Map<Integer, FileChannel> processes = new HashMap<>(); // by id; open since its process was alive
    private View view;

    /**
     * @param run the run's directory in shared memory
     * @param watched ids of the other peers of this host
     */
    DeathWatch(Path run, Set<Integer> watched, Membership membership) {
        this.run = run;
        this.watched = watched;
        this.membership = membership;
    }

    int doWork(long nowNs) {
        View newest = membership.view();
        if (newest == null) {
            return 0;
        }
        if (newest != view) {
            forgetFormer(newest);
            view = newest;
        }
        for (Member member : newest.members()) {
            if (watched.contains(member.id()) && isDying(member.id())) {
                membership.accuse(newest.generation(), member.id());
            }
        }
        return 0;
    }

    /** Another process of a member than in the view before is looked up anew. */
    private void forgetFormer(View newest) {
        for (Integer id : Set.copyOf(processes.keySet())) {
            boolean isSame = newest.members().stream()
                    .anyMatch(member -> member.id() == id && view.has(id, member.incarnation()));
            if (!isSame) {
                CloseHelper.quietClose(processes.remove(id));
            }
        }
    }

    private boolean isDying(int id) {
        FileChannel process = processes.get(id);
        if (process == null) {
            process = open(id);
        }
        return process != null && hasNoMemory(process);
    }

    /** Null while it cannot be found: whom this host knows nothing of, it says nothing of. */
    private FileChannel open(int id) {
        try {
            Path statm = Path.of("/proc", String.valueOf(LocalStarvation.pid(run, id)), "statm");
            FileChannel process = FileChannel.open(statm, StandardOpenOption.READ);
            processes.put(id, process);
            return process;
        } catch (IOException e) {
            return null;
        }
    }

    /** An open file of /proc means one process, whoever has its number later. */
    private boolean hasNoMemory(FileChannel process) {
        try {
            return process.read(firstByte.clear(), 0) <= 0 || firstByte.get(0) == NONE;
        } catch (IOException e) {
            return true; // no such process
        }
    }

    @Override
    public void close() {
        processes.values().forEach(CloseHelper::quietClose);
        processes.clear();
    }
}
