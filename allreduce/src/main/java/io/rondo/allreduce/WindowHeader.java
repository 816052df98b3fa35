package io.rondo.allreduce;

import io.rondo.allreduce.kernel.Memory;

/**
 * The page before a window's memory, by which whoever maps it knows whose it is and that it is still in use. Little
 * endian as all of Rondo; raw addresses.
 *
 * <pre>
 *   0  magic         8  job id      12  generation (-1: closed)
 *  16  rank         20  unused      24  incarnation: pid of the owner     32  length in bytes
 * </pre>
 */
final class WindowHeader {
    /** A page, so that the memory is aligned to one. */
    static final int BYTES = 4096;

    private static final long MAGIC = 0x574f444e4957_4f52L; // "ROWINDOW"
    private static final int JOB_AT = 8;
    private static final int GENERATION_AT = 12;
    private static final int RANK_AT = 16;
    private static final int PID_AT = 24;
    private static final int LENGTH_AT = 32;
    private static final int CLOSED = -1;

    private WindowHeader() {}

    static void write(long address, Ring ring, long lengthBytes) {
        Memory.setLong(address, MAGIC);
        Memory.setInt(address + JOB_AT, ring.jobId());
        Memory.setInt(address + RANK_AT, ring.rank());
        Memory.setLong(address + PID_AT, ProcessHandle.current().pid());
        Memory.setLong(address + LENGTH_AT, lengthBytes);
        Memory.setInt(address + GENERATION_AT, ring.generation());
    }

    static void close(long address) {
        Memory.setInt(address + GENERATION_AT, CLOSED);
    }

    /** True when the header is what {@link #write} wrote for that rank of the ring. */
    static boolean isOf(long address, Ring ring, int rank, long pid, long lengthBytes) {
        return Memory.getLong(address) == MAGIC
                && Memory.getInt(address + JOB_AT) == ring.jobId()
                && Memory.getInt(address + RANK_AT) == rank
                && Memory.getLong(address + PID_AT) == pid
                && Memory.getLong(address + LENGTH_AT) == lengthBytes
                && Memory.getInt(address + GENERATION_AT) == ring.generation();
    }

    /** The generation that the window is in use for now. */
    static int generation(long address) {
        return Memory.getInt(address + GENERATION_AT);
    }
}
