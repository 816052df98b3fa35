package io.rondo.membership;

/**
 * Whoever makes views of events, as the {@link MembershipServer} sees it: the machine itself, or a replicated log that
 * machines follow. No method blocks; one thread.
 */
public interface Authority {
    /** False while another node decides, or none: peers are turned away then. */
    boolean isLeading();

    /** What has been decided so far. */
    Roster roster();

    /** Something happened; the view that follows may come later, or never: whoever still wants it says it again. */
    void on(MembershipEvent event, long nowNs);

    /** Time passed. */
    void tick(long nowNs);
}
