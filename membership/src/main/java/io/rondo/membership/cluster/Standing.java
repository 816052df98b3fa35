package io.rondo.membership.cluster;

/**
 * What a node is among the nodes.
 *
 * @param leaderId of the node that leads when another does, else -1
 */
public record Standing(boolean isLeading, int leaderId) {
    static final Standing LEADS = new Standing(true, -1);
    static final Standing NOBODY_LEADS = new Standing(false, -1);

    static Standing follows(int leaderId) {
        return new Standing(false, leaderId);
    }
}
