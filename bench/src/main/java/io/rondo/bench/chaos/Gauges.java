package io.rondo.bench.chaos;

import io.aeron.CncFileDescriptor;
import io.rondo.peer.report.PeerCounter;
import io.rondo.peer.report.PeerState;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters of one process of a peer. They stay readable after its death, as they were then: the mapping keeps the file.
 */
final class Gauges {
    private final long pid;
    private final long startMs; // of its control driver, which a peer that was frozen opens anew
    private final CountersReader counters;
    private final Map<PeerCounter, Integer> ids = new EnumMap<>(PeerCounter.class);

    private Gauges(long pid, long startMs, CountersReader counters) {
        this.pid = pid;
        this.startMs = startMs;
        this.counters = counters;
    }

    /**
     * Of the process that owns a control driver's directory now.
     *
     * @return null while it has not shown all of its counters
     */
    static Gauges open(Path controlDirectory) {
        Path file = controlDirectory.resolve(CncFileDescriptor.CNC_FILE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < CncFileDescriptor.END_OF_METADATA_OFFSET) {
                return null;
            }
            return read(channel.map(MapMode.READ_ONLY, 0, channel.size()));
        } catch (IOException e) {
            return null; // not there yet, or being replaced
        }
    }

    private static Gauges read(MappedByteBuffer file) {
        DirectBuffer metadata = CncFileDescriptor.createMetaDataBuffer(file);
        if (metadata.getInt(CncFileDescriptor.cncVersionOffset(0)) != CncFileDescriptor.CNC_VERSION) {
            return null; // the driver still writes it
        }
        Gauges gauges = new Gauges(
                CncFileDescriptor.pid(metadata),
                CncFileDescriptor.startTimestampMs(metadata),
                new CountersReader(
                        CncFileDescriptor.createCountersMetaDataBuffer(file, metadata),
                        new UnsafeBuffer(CncFileDescriptor.createCountersValuesBuffer(file, metadata))));
        for (PeerCounter counter : PeerCounter.values()) {
            int id = gauges.counters.findByTypeIdAndRegistrationId(counter.typeId(), 0);
            if (id >= 0) {
                gauges.ids.put(counter, id);
            }
        }
        return gauges.ids.size() == PeerCounter.values().length ? gauges : null;
    }

    /** Whether both read one driver's file. */
    boolean isSame(Gauges other) {
        return pid == other.pid && startMs == other.startMs;
    }

    long pid() {
        return pid;
    }

    long step() {
        return value(PeerCounter.STEP);
    }

    long generation() {
        return value(PeerCounter.GENERATION);
    }

    long rank() {
        return value(PeerCounter.RANK);
    }

    PeerState state() {
        return PeerState.of(value(PeerCounter.STATE));
    }

    private long value(PeerCounter counter) {
        return counters.getCounterValue(ids.get(counter));
    }
}
