package io.rondo.peer.model;

import io.rondo.peer.RondoException;
import io.rondo.peer.model.host.HostNetwork;
import io.rondo.peer.model.layer.Network;
import io.rondo.peer.model.layer.NetworkPlan;
import io.rondo.peer.model.ops.CudaBackend;
import io.rondo.peer.model.ops.OpsNetwork;
import java.util.Locale;

/** Who computes the layers of the built-in models: key {@code training.backend}. */
public enum Backend {
    /** {@link #OPS} when ND4J's CUDA backend is on the class path (profile {@code -Pcuda}), else {@link #HOST}. */
    AUTO,
    /** OpenBLAS and Java on the processor; does not start ND4J. */
    HOST,
    /** ND4J's operations, on a GPU when built with {@code -Pcuda}. */
    OPS;

    /**
     * The backend of this name, {@code auto}, {@code host} or {@code ops}.
     *
     * @throws RondoException when there is none; the sentence lists those there are
     */
    public static Backend of(String name) {
        for (Backend backend : values()) {
            if (backend.toString().equals(name)) {
                return backend;
            }
        }
        throw new RondoException("unknown backend " + name + ": known are auto, host, ops");
    }

    /** {@link #HOST} or {@link #OPS}: what {@link #AUTO} means here. */
    public Backend resolve() {
        return resolve(CudaBackend.isOnClassPath());
    }

    Backend resolve(boolean cudaOnClassPath) {
        if (this != AUTO) {
            return this;
        }
        return cudaOnClassPath ? OPS : HOST;
    }

    /**
     * Takes the memory to compute {@code plan} for up to {@code largestBatch} samples.
     *
     * @throws RondoException when the CUDA backend is on the class path, is to be used, and finds no usable GPU
     */
    public Network open(NetworkPlan plan, int largestBatch) {
        if (resolve() == HOST) {
            return new HostNetwork(plan, largestBatch);
        }
        if (CudaBackend.isOnClassPath()) {
            CudaBackend.requireGpu();
        }
        return new OpsNetwork(plan, largestBatch);
    }

    /** The name as the config file writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
