package io.rondo.membership;

/**
 * Whoever makes views of events, as the {@link MembershipServer} sees it: the machine itself, or a replicated log that
 * machines follow. No method blocks; one thread.
 */
public interface Authority {
    /** False while another node decides, or none: peers are turned away then. */
    boolean isLeading();

    /** Why this process cannot become a member, or null when it can. */
    String refusal(int id, long incarnation);

    /** True when a higher incarnation of this peer would be taken, this one not. */
    boolean isFenced(int id, long incarnation);

    /** The newest view, or null before the first. */
    View view();

    /** Something happened; the view that follows may come later, or never: whoever still wants it says it again. */
    void on(MembershipEvent event, long nowNs);

    /** Time passed. */
    void tick(long nowNs);
}
