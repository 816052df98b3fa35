package io.rondo.peer.stat;

import io.rondo.peer.RondoException;
import io.rondo.peer.run.RunName;
import io.rondo.peer.run.SharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The peers of this host's runs, found by what they keep in shared memory. */
public final class RunningPeers {
    /** A peer, and the run it is of. */
    public record Key(String run, int peer) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byRun = run.compareTo(other.run);
            return byRun != 0 ? byRun : Integer.compare(peer, other.peer);
        }
    }

    private final Predicate<String> wanted;

    private RunningPeers(Predicate<String> wanted) {
        this.wanted = wanted;
    }

    /**
     * @param job whose runs are wanted; empty: all
     * @param outputDirectory whose run is wanted; empty: all
     */
    public static RunningPeers of(Optional<String> job, Optional<Path> outputDirectory) {
        return new RunningPeers(name -> job.map(RunName.jobIn(name)::equals).orElse(true)
                && outputDirectory
                        .map(directory -> name.endsWith("-" + RunName.hashOf(directory)))
                        .orElse(true));
    }

    /** One look at each of them. One that comes or goes meanwhile is in it or not. */
    public SortedMap<Key, PeerLook> look() {
        SortedMap<Key, PeerLook> looks = new TreeMap<>();
        try {
            for (Path run : SharedMemory.directories()) {
                String name = SharedMemory.nameOf(run);
                if (wanted.test(name) && Files.isReadable(run)) {
                    look(run, name, looks);
                }
            }
        } catch (IOException e) {
            throw new RondoException("the runs in shared memory cannot be looked at: " + e, e);
        }
        return looks;
    }

    private static void look(Path run, String name, SortedMap<Key, PeerLook> looks) throws IOException {
        try {
            for (Map.Entry<Integer, Path> control :
                    SharedMemory.controlDirectories(run).entrySet()) {
                PeerLook.at(control.getValue()).ifPresent(look -> looks.put(new Key(name, control.getKey()), look));
            }
        } catch (NoSuchFileException e) {
            return; // the run has just ended
        }
    }
}
