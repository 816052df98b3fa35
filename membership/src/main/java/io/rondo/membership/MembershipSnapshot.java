package io.rondo.membership;

import io.rondo.membership.wire.MessageHeaderDecoder;
import io.rondo.membership.wire.MessageHeaderEncoder;
import io.rondo.membership.wire.SnapshotDecoder;
import io.rondo.membership.wire.SnapshotEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The state of a {@link MembershipMachine} in bytes, taken between two events. When members were last heard is not in it:
 * whoever measures silence begins anew.
 */
public final class MembershipSnapshot {
    private MembershipSnapshot() {}

    /** The machine's state. */
    public static DirectBuffer of(MembershipMachine machine, long jobId, long configDigest) {
        MutableDirectBuffer buffer = new ExpandableArrayBuffer();
        View view = machine.view();
        SnapshotEncoder encoder = new SnapshotEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .jobId(jobId)
                .configDigest(configDigest)
                .generation(view == null ? 0 : view.generation());
        List<Member> members = view == null ? List.of() : view.members();
        SnapshotEncoder.MembersEncoder membersEncoder = encoder.membersCount(members.size());
        for (Member member : members) {
            membersEncoder.next().incarnation(member.incarnation()).memberId(member.id());
        }
        SnapshotEncoder.SeatsEncoder seats = encoder.seatsCount(machine.seats().size());
        for (Seat seat : machine.seats()) {
            seats.next()
                    .incarnation(seat.incarnation)
                    .leastIncarnation(seat.leastIncarnation)
                    .memberId(seat.configured.id())
                    .standing((short) seat.standing.ordinal());
        }
        return new UnsafeBuffer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }

    /**
     * Gives a new machine this state.
     *
     * @throws IllegalArgumentException when it is that of another job or config
     */
    public static void load(DirectBuffer snapshot, MembershipMachine machine, long jobId, long configDigest) {
        SnapshotDecoder decoder = new SnapshotDecoder().wrapAndApplyHeader(snapshot, 0, new MessageHeaderDecoder());
        if (decoder.jobId() != jobId || decoder.configDigest() != configDigest) {
            throw new IllegalArgumentException("the snapshot is of another job or config");
        }
        int generation = decoder.generation();
        List<Member> members = new ArrayList<>();
        for (SnapshotDecoder.MembersDecoder member : decoder.members()) {
            members.add(seat(machine, member.memberId()).configured.as(member.incarnation()));
        }
        for (SnapshotDecoder.SeatsDecoder saved : decoder.seats()) {
            Seat seat = seat(machine, saved.memberId());
            seat.incarnation = saved.incarnation();
            seat.leastIncarnation = saved.leastIncarnation();
            seat.standing = Seat.Standing.values()[saved.standing()];
        }
        if (generation > 0) {
            machine.restore(new View(machine.job(), generation, members));
        }
    }

    private static Seat seat(MembershipMachine machine, int id) {
        return machine.seats().stream()
                .filter(seat -> seat.configured.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the snapshot has a peer " + id + " without a seat"));
    }
}
