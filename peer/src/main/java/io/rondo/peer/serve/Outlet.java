package io.rondo.peer.serve;

/** Where a server's notes go: what goes to one peer arrives there in order, or the view ends. */
interface Outlet {
    /** @param payload stays as it is until it is out */
    void send(int peer, Note note, Payload payload);
}
