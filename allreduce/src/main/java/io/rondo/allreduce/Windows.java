package io.rondo.allreduce;

import io.rondo.allreduce.kernel.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The windows of a ring on one host: made by all ranks together, mapped by each. A place in a window is one number, so
 * that a call can carry it: the window's index above, the offset below.
 */
final class Windows implements AutoCloseable {
    static final long NOWHERE = -1;

    private static final int COLUMNS = 3; // pid, length, descriptor
    private static final int PLACE_BITS = 48;
    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

    private final Ring ring;
    private final Path directory;
    private final Arena arena = Arena.ofShared();
    private final List<Window> own = new ArrayList<>();
    private SharedWindow[] shared = new SharedWindow[0];

    Windows(Ring ring, Path directory) {
        this.ring = ring;
        this.directory = directory;
    }

    /** Memory that no other rank needs to reach. */
    Window ofThisProcess(long lengthBytes) {
        Window window = Window.ofThisProcess(lengthBytes);
        own.add(window);
        return window;
    }

    /** Makes a window together with all other ranks; when one cannot, all say whose fault it is. */
    Window open(Collectives ring, long lengthBytes) throws IOException {
        Window window = null;
        IOException refusal = null;
        try {
            window = create(lengthBytes);
        } catch (IOException e) {
            refusal = e;
        }
        share(ring, window, lengthBytes, refusal);
        return window;
    }

    /** As above, with a window of an earlier generation. */
    void adopt(Collectives ring, Window window) throws IOException {
        WindowHeader.write(window.address(), this.ring, window.lengthBytes());
        own.add(window);
        share(ring, window, window.lengthBytes(), null);
    }

    /** @param window null where there is no room for one, with the refusal */
    private void share(Collectives ring, Window window, long lengthBytes, IOException refusal) throws IOException {
        long descriptor = window == null ? NOWHERE : window.descriptor();
        long[] all = ring.allGather(ProcessHandle.current().pid(), lengthBytes, descriptor);
        long[] pids = column(all, 0);
        long[] lengths = column(all, 1);
        long[] descriptors = column(all, 2);
        requireAll(lengths, descriptors, refusal);
        share(window, pids, descriptors);
        ring.barrier(); // from here on all have mapped it
    }

    private static long[] column(long[] all, int index) {
        return IntStream.range(0, all.length / COLUMNS)
                .mapToLong(rank -> all[rank * COLUMNS + index])
                .toArray();
    }

    private Window create(long lengthBytes) throws IOException {
        Window window = Window.create(
                directory.resolve("window-" + ring.generation() + "-" + ring.rank() + "-" + own.size()), lengthBytes);
        WindowHeader.write(window.address(), ring, lengthBytes);
        own.add(window);
        return window;
    }

    private void requireAll(long[] lengths, long[] descriptors, IOException refusal) throws IOException {
        for (int rank = 0; rank < descriptors.length; rank++) {
            if (lengths[rank] != lengths[ring.rank()]) {
                throw new IOException(
                        "peers disagree: peer=" + ring.peerAt(rank) + " makes a window of " + lengths[rank]
                                + " bytes, peer=" + ring.peerAt(ring.rank()) + " one of " + lengths[ring.rank()]
                                + "; all must be as long");
            }
            if (descriptors[rank] == NOWHERE) {
                throw new IOException(
                        "peer=" + ring.peerAt(rank) + " has no room for a window of " + lengths[rank] + " bytes"
                                + (rank == ring.rank() ? ": " + refusal.getMessage() : ""),
                        refusal);
            }
        }
    }

    private void share(Window window, long[] pids, long[] descriptors) throws IOException {
        SharedWindow[] more = Arrays.copyOf(shared, shared.length + 1);
        more[shared.length] = new SharedWindow(ring, window, pids, descriptors, arena);
        shared = more;
    }

    /** The memory of an own window's counterpart in another rank, or null when it is not shared. */
    MemorySegment memoryOf(Window own, int rank) {
        for (SharedWindow window : shared) {
            if (window.isOf(own)) {
                return Memory.ALL.asSlice(window.address(rank), window.lengthBytes());
            }
        }
        return null;
    }

    /** Where an own buffer lies, or {@link #NOWHERE}. */
    long placeOf(long address, long bytes) {
        for (int i = 0; i < shared.length; i++) {
            long place = shared[i].placeOf(address, bytes);
            if (place >= 0) {
                return (long) i << PLACE_BITS | place;
            }
        }
        return NOWHERE;
    }

    /**
     * The raw address, in this process, of a place in a rank's window.
     *
     * @throws RingBrokenException when the rank named a place that is none
     */
    long address(int rank, long placed, long bytes) {
        int index = (int) (placed >> PLACE_BITS);
        long place = placed & PLACE_MASK;
        if (placed < 0 || index >= shared.length || place + bytes > shared[index].lengthBytes()) {
            throw new RingBrokenException("no such place in a window: peer=" + ring.peerAt(rank) + " generation="
                    + ring.generation() + " window=" + index + " place=" + place + " bytes=" + bytes);
        }
        return shared[index].address(rank) + place;
    }

    /** Throws when a window has gone to another generation, or its owner has closed it. */
    void requireGeneration(int hop) {
        for (SharedWindow window : shared) {
            int rank = window.firstStranger();
            if (rank >= 0) {
                throw window.closed(rank, hop);
            }
        }
    }

    @Override
    public void close() {
        shared = new SharedWindow[0];
        own.forEach(Window::closeUnlessKept);
        own.clear();
        arena.close();
    }
}
