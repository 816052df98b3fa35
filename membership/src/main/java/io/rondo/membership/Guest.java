package io.rondo.membership;

import org.agrona.CloseHelper;

/** One connection of the membership service: who is at its other end, and what was said to it. Keeper thread only. */
final class Guest implements MembershipAdapter.Listener, AutoCloseable {
    private final Connection connection;
    private final Reception reception;
    private final MembershipAdapter adapter = new MembershipAdapter(this);
    private final MembershipPublisher publisher = new MembershipPublisher();
    private final byte[] challenge;
    private final long sinceNs;
    private boolean isKnown; // of this job and config
    private boolean isAdmitted; // id and incarnation are said
    private int id;
    private long incarnation;
    private int toldGeneration;

    Guest(Connection connection, Reception reception, long nowNs) {
        this.connection = connection;
        this.reception = reception;
        this.challenge = reception.newChallenge();
        this.sinceNs = nowNs;
        publisher.challenge(connection, challenge);
    }

    void poll() {
        connection.poll(adapter);
    }

    /** Says the view unless it was said already, and sends what the socket takes. Evicted peers are told too. */
    void tell(View view) {
        if (isKnown && view != null && view.generation() != toldGeneration) {
            toldGeneration = view.generation();
            publisher.view(connection, view);
        }
        connection.flush();
    }

    /** An answer even while there is no view; the present one is said again, with what comes next. */
    void admit(int asId, long asIncarnation) {
        isKnown = true;
        isAdmitted = true;
        id = asId;
        incarnation = asIncarnation;
        toldGeneration = 0;
        publisher.alive(connection);
    }

    /** A higher incarnation would be taken: the view shows this one why. */
    void fence(long fencedIncarnation, String text, View view) {
        isKnown = true;
        toldGeneration = 0;
        tell(view);
        publisher.refused(connection, fencedIncarnation, true, text);
    }

    /** There is nothing for it here. The other end closes, so that it surely reads why. */
    void refuse(long refusedIncarnation, String text) {
        publisher.refused(connection, refusedIncarnation, false, text);
    }

    @Override
    public void onJoin(JoinRequest request, byte[] proof) {
        reception.onJoin(this, request, proof, challenge);
    }

    @Override
    public void onAlive() {
        if (isAdmitted) {
            reception.onAlive(this);
        }
        if (isKnown) {
            publisher.alive(connection);
        }
    }

    @Override
    public void onAccuse(int generation, int memberId) {
        if (isAdmitted) {
            reception.onAccuse(id, incarnation, generation, memberId);
        }
    }

    @Override
    public void onRenew(int generation) {
        if (isAdmitted) {
            reception.onRenew(id, incarnation, generation);
        }
    }

    @Override
    public void onDetach() {
        if (isAdmitted) {
            reception.onDetach(this);
        }
    }

    @Override
    public void onLeave() {
        if (isAdmitted) {
            reception.onLeave(id, incarnation);
        }
    }

    boolean isKnown() {
        return isKnown;
    }

    boolean isAdmitted() {
        return isAdmitted;
    }

    int id() {
        return id;
    }

    long incarnation() {
        return incarnation;
    }

    long sinceNs() {
        return sinceNs;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public void close() {
        CloseHelper.quietClose(connection);
    }
}
