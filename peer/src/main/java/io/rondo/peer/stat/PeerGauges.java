package io.rondo.peer.stat;

import io.aeron.CncFileDescriptor;
import io.rondo.peer.report.PeerCounter;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters of one process of a peer, read without asking it. They stay readable after its death, as they were then: the
 * mapping keeps the file. One thread.
 */
public final class PeerGauges implements AutoCloseable {
    private final MappedByteBuffer mapped;
    private final long pid;
    private final long driverStartMs;
    private final ManyToOneRingBuffer commands;
    private final CountersReader counters;
    private final Map<PeerCounter, Integer> ids = new EnumMap<>(PeerCounter.class);

    private PeerGauges(MappedByteBuffer mapped, DirectBuffer header) {
        this.mapped = mapped;
        this.pid = CncFileDescriptor.pid(header);
        this.driverStartMs = CncFileDescriptor.startTimestampMs(header);
        this.commands = new ManyToOneRingBuffer(CncFileDescriptor.createToDriverBuffer(mapped, header));
        this.counters = new CountersReader(
                CncFileDescriptor.createCountersMetaDataBuffer(mapped, header),
                CncFileDescriptor.createCountersValuesBuffer(mapped, header));
        counters.forEach((id, typeId, key, label) -> {
            int ordinal = typeId - PeerCounter.FIRST_TYPE_ID;
            if (ordinal >= 0 && ordinal < PeerCounter.values().length) {
                ids.put(PeerCounter.values()[ordinal], id);
            }
        });
    }

    /** Of the process that owns a control driver's directory now; empty while it makes the file, or has just removed it. */
    public static Optional<PeerGauges> open(Path controlDirectory) throws IOException {
        Path file = controlDirectory.resolve(CncFileDescriptor.CNC_FILE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < CncFileDescriptor.META_DATA_LENGTH) {
                return Optional.empty();
            }
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            DirectBuffer header = CncFileDescriptor.createMetaDataBuffer(mapped);
            boolean isReady = header.getInt(CncFileDescriptor.cncVersionOffset(0)) != 0
                    && CncFileDescriptor.isCncFileLengthSufficient(header, mapped.capacity());
            if (isReady) {
                return Optional.of(new PeerGauges(mapped, header));
            }
            BufferUtil.free(mapped);
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether the process has shown all of its counters when this was opened. */
    public boolean isComplete() {
        return ids.size() == PeerCounter.values().length;
    }

    /** Whether both read one driver's file: a peer that was frozen for long opens another. */
    public boolean isSame(PeerGauges other) {
        return pid == other.pid && driverStartMs == other.driverStartMs;
    }

    public long pid() {
        return pid;
    }

    /** When the control driver began, by the clock of the day. */
    long driverStartMs() {
        return driverStartMs;
    }

    /** When it last ran; it says so each second. */
    long heartbeatMs() {
        return commands.consumerHeartbeatTime();
    }

    /** Now; 0 when it was not there yet. */
    public long value(PeerCounter counter) {
        Integer id = ids.get(counter);
        return id == null ? 0 : counters.getCounterValue(id);
    }

    /** Of all counters that are there. */
    Map<PeerCounter, Long> values() {
        Map<PeerCounter, Long> values = new EnumMap<>(PeerCounter.class);
        ids.forEach((counter, id) -> values.put(counter, counters.getCounterValue(id)));
        return values;
    }

    @Override
    public void close() {
        BufferUtil.free(mapped);
    }
}
