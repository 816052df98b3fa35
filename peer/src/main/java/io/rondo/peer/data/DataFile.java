package io.rondo.peer.data;

import io.rondo.peer.RondoException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file of a data set, read from front to end and unpacked on the way; every trouble with it becomes a sentence. */
final class DataFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path path;
    private final String remedy;
    private InputStream in;

    private DataFile(Path path, String remedy) {
        this.path = path;
        this.remedy = remedy;
    }

    static DataFile open(Path path, String remedy) {
        DataFile file = new DataFile(path, remedy);
        try {
            file.in = Files.newInputStream(path);
            if (path.toString().endsWith(".gz")) {
                file.in = new GZIPInputStream(file.in, BUFFER_BYTES);
            }
            file.in = new BufferedInputStream(file.in, BUFFER_BYTES);
            return file;
        } catch (IOException e) {
            file.close();
            throw file.unreadable(e);
        }
    }

    /** Reads up to {@code bytes.length} bytes; fewer only at the end of the file. */
    int read(byte[] bytes) {
        try {
            return in.readNBytes(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** A big-endian int; throws when the file ends before it. */
    int readInt() {
        byte[] bytes = new byte[Integer.BYTES];
        if (read(bytes) < bytes.length) {
            throw broken("ends within its header");
        }
        return ByteBuffer.wrap(bytes).getInt();
    }

    /** Whether nothing is left; reads a compressed file's checksum and checks it. */
    boolean atEnd() {
        return read(new byte[1]) == 0;
    }

    /** The file is not what it should be: {@code what} continues the sentence that begins with its path. */
    RondoException broken(String what) {
        return new RondoException(path + " " + what + "; " + remedy);
    }

    private RondoException unreadable(IOException e) {
        if (e instanceof EOFException) {
            return new RondoException(path + " is cut short: its compressed data end too early; " + remedy, e);
        }
        if (e instanceof ZipException) {
            return new RondoException(path + " is no sound gzip file (" + e.getMessage() + "); " + remedy, e);
        }
        return new RondoException("cannot read " + path + ": " + e, e);
    }

    @Override
    public void close() {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
