package io.rondo.allreduce;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.logbuffer.BufferClaim;

/** How a frame is claimed: what must be tried again is tried again, what will never be is an exception. */
final class Claims {
    private Claims() {}

    /**
     * @return the position after the frame, or {@link Publication#BACK_PRESSURED} or {@link Publication#NOT_CONNECTED}: go
     *     on polling
     * @throws RingBrokenException when this rank's own end is gone
     */
    static long tryClaim(ExclusivePublication publication, int lengthBytes, BufferClaim claim, Ring ring) {
        long position = publication.tryClaim(lengthBytes, claim);
        while (position == Publication.ADMIN_ACTION) {
            position = publication.tryClaim(lengthBytes, claim);
        }
        if (position > 0 || position == Publication.BACK_PRESSURED || position == Publication.NOT_CONNECTED) {
            return position;
        }
        throw new RingBrokenException("data driver lost: generation=" + ring.generation() + " publication="
                + Publication.errorString(position));
    }
}
