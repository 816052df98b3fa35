package io.rondo.peer.ledger;

import io.rondo.peer.RondoException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/**
 * A peer's own account of what it committed. Each entry goes to the operating system in one write, so that a killed
 * process loses the line it was writing and nothing before; a machine that loses power may lose more, for nothing is
 * forced to the disk. Training thread only.
 */
public final class Ledger implements AutoCloseable {
    private static final int BLOCK_BYTES = 8192;

    private final Path file;
    private final FileChannel channel;

    private Ledger(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens {@code ledger-PEER.jsonl} of the directory, which must be there, and begins an incarnation.
     *
     * @param trainSamples size of the training set
     * @param exactlyOnce whether the run promises that each sample counts exactly once an epoch; parts that overlap
     *     cannot
     * @param fromStep the next step to be committed. 0 begins the file anew; later ones are appended, and what the file
     *     already has of this step and later ones is void
     * @throws RondoException when the file cannot be written
     */
    public static Ledger open(Path directory, int peer, int trainSamples, boolean exactlyOnce, long fromStep) {
        return open(directory, peer, trainSamples, exactlyOnce, false, fromStep);
    }

    /** As above, of a peer that counts steps of its own; an entry has its own share alone. */
    public static Ledger ofOwnPace(Path directory, int peer, int trainSamples, long fromStep) {
        return open(directory, peer, trainSamples, false, true, fromStep);
    }

    /** A run begins in the directory: ledgers of an earlier one's peers that this one has not would be taken for its own. */
    public static void removeAllBut(Path directory, Collection<Integer> peers) {
        for (Path file : LedgerFormat.files(directory)) {
            if (!peers.contains(LedgerFormat.peer(file))) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new RondoException(file + ": an earlier run's ledger cannot be removed: " + e, e);
                }
            }
        }
    }

    private static Ledger open(
            Path directory, int peer, int trainSamples, boolean exactlyOnce, boolean ownPace, long fromStep) {
        Path file = LedgerFormat.file(directory, peer);
        LedgerHeader header =
                new LedgerHeader(LedgerFormat.VERSION, peer, trainSamples, exactlyOnce, ownPace, fromStep);
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long keptBytes = fromStep == 0 ? 0 : wholeLinesBytes(channel);
            channel.truncate(keptBytes).position(keptBytes);
            Ledger ledger = new Ledger(file, channel);
            ledger.write(header);
            return ledger;
        } catch (IOException | RuntimeException e) {
            closeAfter(e, channel);
            throw e instanceof RondoException told ? told : failed(file, e);
        }
    }

    /** Where the last whole line ends: a killed predecessor may have left a cut one. */
    private static long wholeLinesBytes(FileChannel channel) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        for (long end = channel.size(); end > 0; end -= block.limit()) {
            block.clear().limit((int) Math.min(BLOCK_BYTES, end));
            long from = end - block.limit();
            while (block.hasRemaining()) {
                if (channel.read(block, from + block.position()) < 0) {
                    throw new EOFException("somebody else is shortening it");
                }
            }
            for (int i = block.limit() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }

    private static void closeAfter(Exception failure, FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Adds a committed step. */
    public void append(LedgerEntry entry) {
        write(entry);
    }

    private void write(Object headerOrEntry) {
        try {
            ByteBuffer line = LedgerFormat.line(headerOrEntry);
            while (line.hasRemaining()) { // once, unless the disk is full
                channel.write(line);
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static RondoException failed(Path file, Exception cause) {
        return new RondoException(file + ": the ledger cannot be written: " + cause, cause);
    }
}
