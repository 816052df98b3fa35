package io.rondo.membership;

/** Who is a member and who cannot become one, as a machine knows it. */
public interface Roster {
    /** Why this process cannot become a member, or null when it can. */
    String refusal(int id, long incarnation);

    /** True when a higher incarnation of this peer would be taken, this one not. */
    boolean isFenced(int id, long incarnation);

    /** The newest view, or null before the first. */
    View view();
}
