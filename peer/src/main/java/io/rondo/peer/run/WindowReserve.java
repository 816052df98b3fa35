package io.rondo.peer.run;

import io.rondo.allreduce.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A window made ahead, for the next new target: after a death the others would wait while it is made. There is room for it
 * ({@link SharedMemory#requireRoom}): for a moment of each recovery there are two anyway.
 */
final class WindowReserve implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WindowReserve.class);

    private final Path directory;
    private final String name;
    private final long lengthBytes;
    private final AtomicBoolean isAsked = new AtomicBoolean(); // since the last one was taken
    private Window window; // null before it is made, after it was taken, or when it could not be made
    private boolean isClosed;

    /**
     * @param directory on a memory file system
     * @param name of a file there, for a moment
     */
    WindowReserve(Path directory, String name, long lengthBytes) {
        this.directory = directory;
        this.name = name;
        this.lengthBytes = lengthBytes;
    }

    /** Makes one on a thread of its own, unless that was done since the last was taken. Does not wait. */
    void fill() {
        if (isAsked.compareAndSet(false, true)) {
            Thread maker = new Thread(this::make, "window-maker");
            maker.setDaemon(true);
            maker.start();
        }
    }

    private synchronized void make() {
        if (isClosed) {
            return;
        }
        try {
            window = Window.ahead(directory, name, lengthBytes).keep();
        } catch (IOException e) {
            LOG.debug("no window is made ahead: {}", e.getMessage());
        }
    }

    /** The window, or null; waits for one that is being made. */
    synchronized Window take() {
        Window taken = window;
        window = null;
        isAsked.set(false);
        return taken;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (window != null) {
            window.close();
            window = null;
        }
    }
}
