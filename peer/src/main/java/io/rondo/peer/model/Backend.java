package io.rondo.peer.model;

import io.rondo.peer.model.host.HostNetwork;
import io.rondo.peer.model.layer.Network;
import io.rondo.peer.model.layer.NetworkPlan;

/** Who computes the layers of the built-in models. */
public enum Backend {
    AUTO,
    HOST,
    OPS;

    Network open(NetworkPlan plan, int largestBatch) {
        return new HostNetwork(plan, largestBatch);
    }
}
