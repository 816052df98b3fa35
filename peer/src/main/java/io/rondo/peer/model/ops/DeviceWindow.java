package io.rondo.peer.model.ops;

import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The way between host memory that Rondo owns (parameters, gradients in their window, a batch) and the array that
 * operations compute with.
 *
 * <pre>
 *   shared:  host memory = array                          both ways cost nothing
 *   copied:  host memory ──toDevice──► array ──toHost──► host memory
 * </pre>
 *
 * A processor shares; a device has memory of its own and copies. Training thread only.
 */
final class DeviceWindow {
    private final MemorySegment host;
    private final INDArray array;
    private final boolean shared;

    private DeviceWindow(MemorySegment host, INDArray array, boolean shared) {
        this.host = host;
        this.array = array;
        this.shared = shared;
    }

    /** Operations work in the host memory itself. */
    static DeviceWindow shared(MemorySegment host) {
        return new DeviceWindow(host, WindowArrays.over(host), true);
    }

    /** Operations work in memory of the backend's own. */
    static DeviceWindow copied(MemorySegment host) {
        return new DeviceWindow(host, Nd4j.create(DataType.FLOAT, host.byteSize() / Float.BYTES), false);
    }

    /** The vector that operations compute with, of as many float32 values as the host memory holds. */
    INDArray array() {
        return array;
    }

    boolean isOver(MemorySegment memory) {
        return host.address() == memory.address() && host.byteSize() == memory.byteSize();
    }

    boolean isShared() {
        return shared;
    }

    /** Lets operations see what the host wrote into the first {@code values} values. */
    void toDevice(long values) {
        if (!shared) {
            Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
            MemorySegment.copy(host, 0, hostSide(), 0, values * Float.BYTES);
            Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
        }
    }

    /** Lets the host see what operations wrote into the first {@code values} values. */
    void toHost(long values) {
        if (!shared) {
            Nd4j.getExecutioner().commit();
            Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
            MemorySegment.copy(hostSide(), 0, host, 0, values * Float.BYTES);
        }
    }

    /** ND4J's own copy of the array on the host's side, which it moves to the device when an operation asks. */
    @SuppressWarnings("restricted")
    private MemorySegment hostSide() {
        return MemorySegment.ofAddress(array.data().address()).reinterpret(host.byteSize());
    }
}
