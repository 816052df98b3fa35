/**
 * Who is in the ring: members, views, signs of life.
 *
 * <p>A {@link io.rondo.membership.View} is the ordered list of members of one generation. There are two halves:
 *
 * <pre>
 *  training thread ──► Membership ──► RemoteMembership ══TCP══ MembershipServer ──► MembershipMachine
 *                      the door       a peer's end             the service's end    pure: events in, views out
 *
 *  training thread ──► ControlLink ══UDP══ ControlLink ──► SignsOfLife
 *                      of each peer to each other          pure: who is missing, silent, slow
 * </pre>
 *
 * <p>The first decides who is a member; the second lets members hear each other meanwhile. Both are driven by the keeper
 * thread about every millisecond and never block, so that signs of life never wait for gradients. Read {@link
 * io.rondo.membership.MembershipMachine} first: its comment is the transition table. docs/membership.md has the promises.
 */
package io.rondo.membership;
