package io.rondo.membership.cluster;

import io.rondo.membership.MembershipEvent;
import io.rondo.membership.wire.LoggedEventDecoder;
import io.rondo.membership.wire.LoggedEventEncoder;
import io.rondo.membership.wire.MessageHeaderDecoder;
import io.rondo.membership.wire.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** A {@link MembershipEvent} as it stands in the replicated log. */
final class LoggedEvent {
    static final int BYTES = MessageHeaderEncoder.ENCODED_LENGTH + LoggedEventEncoder.BLOCK_LENGTH;

    private static final MembershipEvent.Kind[] KINDS = MembershipEvent.Kind.values();

    private final long jobId;
    private final long configDigest;
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final LoggedEventEncoder encoder = new LoggedEventEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final LoggedEventDecoder decoder = new LoggedEventDecoder();

    LoggedEvent(long jobId, long configDigest) {
        this.jobId = jobId;
        this.configDigest = configDigest;
    }

    void encode(MembershipEvent event, MutableDirectBuffer into) {
        encoder.wrapAndApplyHeader(into, 0, headerEncoder)
                .jobId(jobId)
                .configDigest(configDigest)
                .incarnation(event.incarnation())
                .memberId(event.id())
                .generation(event.generation())
                .accusedId(event.accusedId())
                .kind((short) event.kind().ordinal());
    }

    /** @throws IllegalArgumentException when it was written by a node with another job or config */
    MembershipEvent decode(DirectBuffer buffer, int at) {
        decoder.wrapAndApplyHeader(buffer, at, headerDecoder);
        if (decoder.jobId() != jobId || decoder.configDigest() != configDigest) {
            throw new IllegalArgumentException("the log is of another job or config");
        }
        return new MembershipEvent(
                KINDS[decoder.kind()],
                decoder.memberId(),
                decoder.incarnation(),
                decoder.generation(),
                decoder.accusedId());
    }
}
