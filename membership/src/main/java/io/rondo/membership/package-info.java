/**
 * Who is in the ring: members, views, signs of life.
 *
 * <p>A {@link io.rondo.membership.View} is the ordered list of members of one generation. {@link
 * io.rondo.membership.SignsOfLife} is pure: it is told what was heard and when, and answers who is missing, silent or
 * slow. {@link io.rondo.membership.ControlLink} is its edge to the network: a small Aeron driver of its own over UDP,
 * ticked by the keeper thread, so that signs of life never wait for gradients. In this version the view is the
 * configured list of peers and does not change: a member's death ends the run.
 */
package io.rondo.membership;
