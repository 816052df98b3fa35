/**
 * The membership service on Aeron Cluster: one node or three, of which one leads.
 *
 * <pre>
 *  peers ══TCP══ MembershipServer ──► ReplicatedAuthority ──► Ingress ──► log, replicated by Aeron
 *                the same as in an    what peers want,                        │
 *                embedded service     and who is silent                       ▼ on every node
 *                      ▲                                                MembershipService
 *                      └──────────────── views ───────────────── ReplicatedMachine: the same machine
 * </pre>
 *
 * <p>Only the node that leads meets peers, and only it measures silence: signs of life do not go into the log. Read {@link
 * io.rondo.membership.cluster.ReplicatedAuthority} first; docs/membership.md has the time-outs.
 */
package io.rondo.membership.cluster;
