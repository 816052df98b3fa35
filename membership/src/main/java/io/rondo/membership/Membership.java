package io.rondo.membership;

/**
 * A peer's door to whoever sequences the views. The training thread says what it wants and reads the newest view; the
 * keeper thread calls {@link #doWork}, which carries the wishes out and repeats them until a view has made them
 * obsolete. No method blocks.
 */
public interface Membership extends AutoCloseable {
    /**
     * Asks to become a member, again and again until a view holds this incarnation. Any thread.
     *
     * @param incarnation higher than that of any earlier process of this id, and of this one before it was evicted
     */
    void join(long incarnation);

    /** The member does not answer: out with it, if that generation still stands. Any thread. */
    void accuse(int generation, int memberId);

    /** The ring of this generation broke though everybody lives: same members, next generation. Any thread. */
    void renew(int generation);

    /** This peer is done: the next view is without it. Any thread. */
    void leave();

    /** The newest view, or null before the first one. It may be without this peer, which was then evicted. Any thread. */
    View view();

    /** Why this peer was refused, or that the service is lost: one sentence; null while all is well. Any thread. */
    String failure();

    /** Why no view can come, for the time being or for good: half a sentence; null while one can. Any thread. */
    default String hindrance() {
        return null;
    }

    /** A bounded bit of work, wanted about every millisecond. Keeper thread only. */
    int doWork(long nowNs);

    /** Ends the conversation; a wish to leave is still passed on. */
    @Override
    void close();
}
