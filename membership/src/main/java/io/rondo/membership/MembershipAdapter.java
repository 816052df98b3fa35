package io.rondo.membership;

import io.rondo.membership.wire.AccuseDecoder;
import io.rondo.membership.wire.AliveDecoder;
import io.rondo.membership.wire.BooleanType;
import io.rondo.membership.wire.ChallengeDecoder;
import io.rondo.membership.wire.DetachDecoder;
import io.rondo.membership.wire.JoinDecoder;
import io.rondo.membership.wire.LeaveDecoder;
import io.rondo.membership.wire.MessageHeaderDecoder;
import io.rondo.membership.wire.RefusedDecoder;
import io.rondo.membership.wire.RenewDecoder;
import io.rondo.membership.wire.ViewMessageDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** Decodes what peer and membership service say to each other. One thread. */
final class MembershipAdapter implements Connection.MessageHandler {
    private static final int HEADER_BYTES = MessageHeaderDecoder.ENCODED_LENGTH;

    private final Listener listener;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ChallengeDecoder challenge = new ChallengeDecoder();
    private final JoinDecoder join = new JoinDecoder();
    private final AccuseDecoder accuse = new AccuseDecoder();
    private final RenewDecoder renew = new RenewDecoder();
    private final ViewMessageDecoder view = new ViewMessageDecoder();
    private final RefusedDecoder refused = new RefusedDecoder();

    /** Of messages; each end overrides those that are meant for it. */
    interface Listener {
        default void onChallenge(byte[] challenge) {}

        /** @param proof that the peer knows the job's secret; empty when it has none */
        default void onJoin(JoinRequest request, byte[] proof) {}

        default void onAlive() {}

        default void onAccuse(int generation, int memberId) {}

        default void onRenew(int generation) {}

        default void onLeave() {}

        default void onDetach() {}

        /** @param members in rank order; of each only id and incarnation are known */
        default void onView(int generation, List<Member> members) {}

        default void onRefused(long incarnation, boolean isFenced, String text) {}
    }

    MembershipAdapter(Listener listener) {
        this.listener = listener;
    }

    @Override
    public boolean onMessage(DirectBuffer message) {
        if (message.capacity() < HEADER_BYTES) {
            return false;
        }
        header.wrap(message, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.version() != MessageHeaderDecoder.SCHEMA_VERSION) {
            return false;
        }
        return switch (header.templateId()) {
            case ChallengeDecoder.TEMPLATE_ID -> onChallenge(message);
            case JoinDecoder.TEMPLATE_ID -> onJoin(message);
            case AliveDecoder.TEMPLATE_ID -> onAlive();
            case AccuseDecoder.TEMPLATE_ID -> onAccuse(message);
            case RenewDecoder.TEMPLATE_ID -> onRenew(message);
            case LeaveDecoder.TEMPLATE_ID -> onLeave();
            case DetachDecoder.TEMPLATE_ID -> onDetach();
            case ViewMessageDecoder.TEMPLATE_ID -> onView(message);
            case RefusedDecoder.TEMPLATE_ID -> onRefused(message);
            default -> false;
        };
    }

    private boolean onChallenge(DirectBuffer message) {
        if (!holds(message, ChallengeDecoder.BLOCK_LENGTH)) {
            return false;
        }
        byte[] bytes = new byte[JoinRequest.CHALLENGE_BYTES];
        challenge.wrapAndApplyHeader(message, 0, header).getChallenge(bytes, 0, bytes.length);
        listener.onChallenge(bytes);
        return true;
    }

    private boolean onJoin(DirectBuffer message) {
        if (!holds(message, JoinDecoder.BLOCK_LENGTH)) {
            return false;
        }
        join.wrapAndApplyHeader(message, 0, header);
        byte[] proof = new byte[join.hasProof() == BooleanType.T ? JobSecret.PROOF_BYTES : 0];
        join.getProof(proof, 0, proof.length);
        listener.onJoin(new JoinRequest(join.jobId(), join.configDigest(), join.memberId(), join.incarnation()), proof);
        return true;
    }

    private boolean onAlive() {
        listener.onAlive();
        return true;
    }

    private boolean onAccuse(DirectBuffer message) {
        if (!holds(message, AccuseDecoder.BLOCK_LENGTH)) {
            return false;
        }
        accuse.wrapAndApplyHeader(message, 0, header);
        listener.onAccuse(accuse.generation(), accuse.memberId());
        return true;
    }

    private boolean onRenew(DirectBuffer message) {
        if (!holds(message, RenewDecoder.BLOCK_LENGTH)) {
            return false;
        }
        renew.wrapAndApplyHeader(message, 0, header);
        listener.onRenew(renew.generation());
        return true;
    }

    private boolean onLeave() {
        listener.onLeave();
        return true;
    }

    private boolean onDetach() {
        listener.onDetach();
        return true;
    }

    private boolean onView(DirectBuffer message) {
        int generation;
        List<Member> members = new ArrayList<>();
        try {
            generation = view.wrapAndApplyHeader(message, 0, header).generation();
            for (ViewMessageDecoder.MembersDecoder member : view.members()) {
                members.add(new Member(member.memberId(), "", 0, member.incarnation()));
            }
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
        listener.onView(generation, members);
        return true;
    }

    private boolean onRefused(DirectBuffer message) {
        long incarnation;
        boolean isFenced;
        String text;
        try {
            incarnation = refused.wrapAndApplyHeader(message, 0, header).incarnation();
            isFenced = refused.isFenced() == BooleanType.T;
            text = refused.text();
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return false;
        }
        listener.onRefused(incarnation, isFenced, text);
        return true;
    }

    private boolean holds(DirectBuffer message, int blockBytes) {
        return header.blockLength() >= blockBytes && message.capacity() >= HEADER_BYTES + blockBytes;
    }
}
