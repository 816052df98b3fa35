package io.rondo.allreduce;

/** What carries the bytes of large buffers. Small ones travel in the messages themselves, whatever the kind. */
public enum TransportKind {
    /** Within a host windows where the buffers lie in some, else the conveyor over IPC; between hosts UDP. */
    AUTO,
    /** Windows: memory that all ranks of the host map. Buffers outside of windows are refused. */
    WINDOW,
    /** The conveyor over Aeron IPC: needs no shared memory but Aeron's own. */
    IPC,
    /** The conveyor over UDP between all ranks, even those of one host. */
    UDP
}
