package io.rondo.membership;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The members of one generation in rank order. Immutable.
 *
 * @param job name of the job
 * @param generation grows by one with each change of members
 * @param members in rank order, with distinct ids
 */
public record View(String job, int generation, List<Member> members) {
    public View {
        members = List.copyOf(members);
        Set<Integer> ids = new HashSet<>();
        for (Member member : members) {
            if (!ids.add(member.id())) {
                throw new IllegalArgumentException("peer id " + member.id() + " stands twice in a view");
            }
        }
    }

    /** Rank of the member with this id, or -1. */
    public int rankOf(int id) {
        for (int rank = 0; rank < members.size(); rank++) {
            if (members.get(rank).id() == id) {
                return rank;
            }
        }
        return -1;
    }

    /** True when this very process is a member, not another one of the same id. */
    public boolean has(int id, long incarnation) {
        int rank = rankOf(id);
        return rank >= 0 && members.get(rank).incarnation() == incarnation;
    }

    /** Ids in rank order. */
    public List<Integer> ids() {
        return members.stream().map(Member::id).toList();
    }
}
