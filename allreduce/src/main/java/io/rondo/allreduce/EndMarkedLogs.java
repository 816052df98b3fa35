package io.rondo.allreduce;

import io.aeron.ExclusivePublication;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.buffer.FileStoreLogFactory;
import io.aeron.driver.buffer.LogFactory;
import io.aeron.driver.buffer.RawLog;
import io.aeron.driver.status.SystemCounterDescriptor;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.LogBufferDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.rondo.allreduce.kernel.Memory;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The logs of a data driver, of which those of the conveyor are never cleaned. In an Aeron log a zero in the place of the
 * next frame's length says that there is no next frame yet; for that the driver zeroes every byte that was consumed, on
 * its one core, and fetches the lines back from the caches of the cores that have just read them: half of the time of an
 * all-reduce over IPC, and more than half of what it touches. Here the publisher writes that one zero itself
 * ({@link #markEnd}), before the frame in front of it can be seen, and the driver leaves the rest as it is.
 *
 * <p>It holds because the conveyor's publications are exclusive, so that nobody else claims behind a frame, and because the
 * driver goes on to zero the first length of a term before the publisher comes round to it: a term's last frame needs
 * no mark. Images of other hosts' publications are cleaned: their receiver tells by zeros what is missing.
 */
final class EndMarkedLogs implements LogFactory {
    private static final int STREAM_ID_OFFSET =
            LogBufferDescriptor.LOG_DEFAULT_FRAME_HEADER_OFFSET + DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET;

    private final MediaDriver.Context context;
    private LogFactory files; // null until the first log: the context knows by then all that they need

    private EndMarkedLogs(MediaDriver.Context context) {
        this.context = context;
    }

    /** Gives them to a driver that is about to be launched; Aeron has the setting, but not in public. */
    static void install(MediaDriver.Context context) {
        long field = UnsafeApi.objectFieldOffset(MediaDriver.Context.class, "logFactory");
        UnsafeApi.putReference(context, field, new EndMarkedLogs(context));
    }

    /** Ends the log behind a frame that was claimed and not committed yet: a publisher's part, on a conveyor's stream. */
    static void markEnd(ExclusivePublication publication, long position, BufferClaim claim) {
        boolean endsTerm = (position & publication.termBufferLength() - 1) == 0;
        if (!endsTerm) {
            long frame = claim.buffer().addressOffset();
            long frameBytes = BitUtil.align(claim.buffer().capacity(), FrameDescriptor.FRAME_ALIGNMENT);
            Memory.setLong(frame + frameBytes, 0);
        }
    }

    @Override
    public RawLog newPublication(long registrationId, int termBytes, boolean isSparse) {
        return new UncleanedLog(files().newPublication(registrationId, termBytes, isSparse));
    }

    @Override
    public RawLog newImage(long registrationId, int termBytes, boolean isSparse) {
        return files().newImage(registrationId, termBytes, isSparse);
    }

    private LogFactory files() {
        if (files == null) {
            files = new FileStoreLogFactory(
                    context.aeronDirectoryName(),
                    context.filePageSize(),
                    context.performStorageChecks(),
                    context.lowStorageWarningThreshold(),
                    context.errorHandler(),
                    context.systemCounters().get(SystemCounterDescriptor.BYTES_CURRENTLY_MAPPED));
        }
        return files;
    }

    @Override
    public void close() {
        if (files != null) {
            files.close();
        }
    }

    /** A publication's log as the driver sees it. */
    private static final class UncleanedLog implements RawLog {
        private final RawLog log;
        private final UnsafeBuffer[] terms;

        UncleanedLog(RawLog log) {
            this.log = log;
            terms = log.termBuffers().clone();
            for (int i = 0; i < terms.length; i++) {
                terms[i] = new Term(terms[i], log.metaData());
            }
        }

        @Override
        public UnsafeBuffer[] termBuffers() {
            return terms;
        }

        @Override
        public int termLength() {
            return log.termLength();
        }

        @Override
        public UnsafeBuffer metaData() {
            return log.metaData();
        }

        @Override
        public ByteBuffer[] sliceTerms() {
            return log.sliceTerms();
        }

        @Override
        public String fileName() {
            return log.fileName();
        }

        @Override
        public boolean free() {
            return log.free();
        }

        @Override
        public void close() {
            log.close();
        }
    }

    /** Whatever the driver fills is consumed bytes to be cleaned. */
    private static final class Term extends UnsafeBuffer {
        private final UnsafeBuffer metaData;

        Term(UnsafeBuffer term, UnsafeBuffer metaData) {
            super(term);
            this.metaData = metaData;
        }

        @Override
        public void setMemory(int index, int length, byte value) {
            if (!StreamIds.isConveyor(metaData.getInt(STREAM_ID_OFFSET))) {
                super.setMemory(index, length, value);
            }
        }
    }
}
