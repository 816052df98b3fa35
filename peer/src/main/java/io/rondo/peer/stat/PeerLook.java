package io.rondo.peer.stat;

import io.aeron.CncFileDescriptor;
import io.rondo.peer.report.PeerCounter;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * What a peer shows of itself, at one moment.
 *
 * @param pid of its process
 * @param isAlive whether that process still is
 * @param silentMs since its control driver last ran; it says so each second
 * @param values of the counters that are there already
 * @param atNs {@link System#nanoTime} of the look
 */
public record PeerLook(long pid, boolean isAlive, long silentMs, Map<PeerCounter, Long> values, long atNs) {
    /** A process began before its driver; both moments are rounded. */
    private static final long ROUNDING_MS = 2_000;

    long value(PeerCounter counter) {
        return values.getOrDefault(counter, 0L);
    }

    /** Empty while the peer is just making the file, or has just removed it. */
    static Optional<PeerLook> at(Path controlDirectory) throws IOException {
        Path file = controlDirectory.resolve(CncFileDescriptor.CNC_FILE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < CncFileDescriptor.META_DATA_LENGTH) {
                return Optional.empty();
            }
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            try {
                DirectBuffer header = CncFileDescriptor.createMetaDataBuffer(mapped);
                boolean isReady = header.getInt(CncFileDescriptor.cncVersionOffset(0)) != 0
                        && CncFileDescriptor.isCncFileLengthSufficient(header, mapped.capacity());
                return isReady ? Optional.of(read(mapped, header)) : Optional.empty();
            } finally {
                BufferUtil.free(mapped);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static PeerLook read(MappedByteBuffer mapped, DirectBuffer header) {
        UnsafeBuffer commands = CncFileDescriptor.createToDriverBuffer(mapped, header);
        CountersReader counters = new CountersReader(
                CncFileDescriptor.createCountersMetaDataBuffer(mapped, header),
                CncFileDescriptor.createCountersValuesBuffer(mapped, header));
        Map<PeerCounter, Long> values = new EnumMap<>(PeerCounter.class);
        counters.forEach((id, typeId, key, label) -> {
            int ordinal = typeId - PeerCounter.FIRST_TYPE_ID;
            if (ordinal >= 0 && ordinal < PeerCounter.values().length) {
                values.put(PeerCounter.values()[ordinal], counters.getCounterValue(id));
            }
        });
        long pid = CncFileDescriptor.pid(header);
        long heartbeatMs = new ManyToOneRingBuffer(commands).consumerHeartbeatTime();
        return new PeerLook(
                pid,
                isAlive(pid, CncFileDescriptor.startTimestampMs(header)),
                Math.max(0, System.currentTimeMillis() - heartbeatMs),
                values,
                System.nanoTime());
    }

    /** Another process may have been given the number since. */
    private static boolean isAlive(long pid, long driverStartMs) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        Optional<Instant> start = process.flatMap(each -> each.info().startInstant());
        return process.isPresent()
                && (start.isEmpty() || start.get().toEpochMilli() <= driverStartMs + ROUNDING_MS)
                && !isZombie(pid);
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false; // no Linux, or it has just gone
        }
    }
}
