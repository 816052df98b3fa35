package io.rondo.membership;

import io.rondo.membership.wire.AccuseEncoder;
import io.rondo.membership.wire.AliveEncoder;
import io.rondo.membership.wire.BooleanType;
import io.rondo.membership.wire.ChallengeEncoder;
import io.rondo.membership.wire.DetachEncoder;
import io.rondo.membership.wire.JoinEncoder;
import io.rondo.membership.wire.LeaveEncoder;
import io.rondo.membership.wire.MessageHeaderEncoder;
import io.rondo.membership.wire.RefusedEncoder;
import io.rondo.membership.wire.RenewEncoder;
import io.rondo.membership.wire.ViewMessageEncoder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes what peer and membership service say to each other. One thread. */
final class MembershipPublisher {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Connection.MAX_MESSAGE_BYTES]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ChallengeEncoder challenge = new ChallengeEncoder();
    private final JoinEncoder join = new JoinEncoder();
    private final AliveEncoder alive = new AliveEncoder();
    private final AccuseEncoder accuse = new AccuseEncoder();
    private final RenewEncoder renew = new RenewEncoder();
    private final LeaveEncoder leave = new LeaveEncoder();
    private final DetachEncoder detach = new DetachEncoder();
    private final ViewMessageEncoder view = new ViewMessageEncoder();
    private final RefusedEncoder refused = new RefusedEncoder();

    void challenge(Connection to, byte[] bytes) {
        challenge.wrapAndApplyHeader(buffer, 0, header).putChallenge(bytes, 0, bytes.length);
        offer(to, challenge.encodedLength());
    }

    /** @param proof that this peer knows the job's secret; empty when it has none */
    void join(Connection to, JoinRequest request, byte[] proof) {
        join.wrapAndApplyHeader(buffer, 0, header)
                .jobId(request.jobId())
                .configDigest(request.configDigest())
                .incarnation(request.incarnation())
                .memberId(request.memberId())
                .hasProof(proof.length > 0 ? BooleanType.T : BooleanType.F)
                .putProof(Arrays.copyOf(proof, JobSecret.PROOF_BYTES), 0, JobSecret.PROOF_BYTES);
        offer(to, join.encodedLength());
    }

    void alive(Connection to) {
        alive.wrapAndApplyHeader(buffer, 0, header);
        offer(to, alive.encodedLength());
    }

    void accuse(Connection to, int generation, int memberId) {
        accuse.wrapAndApplyHeader(buffer, 0, header).generation(generation).memberId(memberId);
        offer(to, accuse.encodedLength());
    }

    void renew(Connection to, int generation) {
        renew.wrapAndApplyHeader(buffer, 0, header).generation(generation);
        offer(to, renew.encodedLength());
    }

    void leave(Connection to) {
        leave.wrapAndApplyHeader(buffer, 0, header);
        offer(to, leave.encodedLength());
    }

    void detach(Connection to) {
        detach.wrapAndApplyHeader(buffer, 0, header);
        offer(to, detach.encodedLength());
    }

    void view(Connection to, View newest) {
        ViewMessageEncoder.MembersEncoder members = view.wrapAndApplyHeader(buffer, 0, header)
                .generation(newest.generation())
                .membersCount(newest.members().size());
        for (Member member : newest.members()) {
            members.next().incarnation(member.incarnation()).memberId(member.id());
        }
        offer(to, view.encodedLength());
    }

    void refused(Connection to, long incarnation, boolean isFenced, String text) {
        refused.wrapAndApplyHeader(buffer, 0, header)
                .incarnation(incarnation)
                .isFenced(isFenced ? BooleanType.T : BooleanType.F)
                .text(text);
        offer(to, refused.encodedLength());
    }

    private void offer(Connection to, int bodyBytes) {
        to.offer(buffer, MessageHeaderEncoder.ENCODED_LENGTH + bodyBytes);
    }
}
