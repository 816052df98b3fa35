package io.rondo.peer.run;

import io.rondo.membership.Member;
import io.rondo.membership.Membership;
import io.rondo.membership.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;

/**
 * Accuses the next member of this host as soon as its process is dying. A killed process's lifeline says so too, but only when all
 * of its threads are gone and its memory is given back, a tenth of a second or three on busy cores; its first thread has let go
 * of the memory within two milliseconds, and /proc/PID/statm shows it. A look costs some microseconds, so each peer looks at
 * one other. Keeper thread only.
 */
final class DeathWatch implements AutoCloseable {
    private static final byte NONE = '0'; // pages: proc(5)
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path run;
    private final int ownId;
    private final Set<Integer> here;
    private final Membership membership;
    private final ByteBuffer firstByte = ByteBuffer.allocateDirect(1);
    private View view;
    private Member watched; // null: nobody
    private FileChannel process; // of the watched one; open since it was alive, null while it was not found
    private long lookedNs;

    /**
     * @param run the run's directory in shared memory
     * @param here ids of the peers of this host
     */
    DeathWatch(Path run, int ownId, Set<Integer> here, Membership membership) {
        this.run = run;
        this.ownId = ownId;
        this.here = here;
        this.membership = membership;
    }

    int doWork(long nowNs) {
        View newest = membership.view();
        if (newest == null || newest == view && nowNs - lookedNs < INTERVAL_NS) {
            return 0;
        }
        lookedNs = nowNs;
        if (newest != view) {
            view = newest;
            watch(next(newest));
        }
        if (watched != null && isDying(watched.id())) {
            membership.accuse(newest.generation(), watched.id());
        }
        return 0;
    }

    /** The member of this host after this one, in the order of the ring; null when there is none, or this one is out. */
    private Member next(View of) {
        List<Member> members = of.members();
        int own = of.rankOf(ownId);
        for (int i = 1; own >= 0 && i < members.size(); i++) {
            Member member = members.get((own + i) % members.size());
            if (here.contains(member.id())) {
                return member;
            }
        }
        return null;
    }

    private void watch(Member next) {
        if (!Objects.equals(next, watched)) {
            close();
            watched = next;
        }
    }

    private boolean isDying(int id) {
        if (process == null) {
            process = open(id);
        }
        return process != null && hasNoMemory();
    }

    /** Null while it cannot be found: whom this host knows nothing of, it says nothing of. */
    private FileChannel open(int id) {
        try {
            Path statm = Path.of("/proc", String.valueOf(LocalStarvation.pid(run, id)), "statm");
            return FileChannel.open(statm, StandardOpenOption.READ);
        } catch (IOException e) {
            return null;
        }
    }

    /** An open file of /proc means one process, whoever has its number later. */
    private boolean hasNoMemory() {
        try {
            return process.read(firstByte.clear(), 0) <= 0 || firstByte.get(0) == NONE;
        } catch (IOException e) {
            return true; // no such process
        }
    }

    @Override
    public void close() {
        CloseHelper.quietClose(process);
        process = null;
    }
}
