package io.rondo.peer.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.rondo.peer.serve.ServerSummary;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.GossipOutcome;
import io.rondo.peer.train.StepClock;
import java.util.List;

/** What a peer says while it runs: to its launcher as one line of JSON each, or to a person as text. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PeerEvent.Started.class, name = "started"),
    @JsonSubTypes.Type(value = PeerEvent.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = PeerEvent.EpochEnded.class, name = "epoch"),
    @JsonSubTypes.Type(value = PeerEvent.Unscored.class, name = "unscored"),
    @JsonSubTypes.Type(value = PeerEvent.Recovered.class, name = "recovered"),
    @JsonSubTypes.Type(value = PeerEvent.Lost.class, name = "lost"),
    @JsonSubTypes.Type(value = PeerEvent.Joined.class, name = "joined"),
    @JsonSubTypes.Type(value = PeerEvent.TakenOut.class, name = "takenOut"),
    @JsonSubTypes.Type(value = PeerEvent.Left.class, name = "left"),
    @JsonSubTypes.Type(value = PeerEvent.RolledBack.class, name = "rolledBack"),
    @JsonSubTypes.Type(value = PeerEvent.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = PeerEvent.Served.class, name = "served"),
    @JsonSubTypes.Type(value = PeerEvent.Failed.class, name = "failed")
})
public sealed interface PeerEvent {
    /** On the ring, with the model bound: training begins at {@code step} of {@code totalSteps}. */
    record Started(int peer, int parameters, int trainSamples, int testSamples, long step, long totalSteps)
            implements PeerEvent {}

    /**
     * A few times a second.
     *
     * @param step steps done
     * @param epoch counted from 1
     * @param loss mean over the last step's samples of all peers
     * @param samplesPerSecond of all peers together, lately
     * @param computeMs mean milliseconds a step, lately; so the other two
     */
    record Progress(
            int peer,
            long step,
            int epoch,
            double loss,
            double samplesPerSecond,
            double computeMs,
            double transferMs,
            double waitMs)
            implements PeerEvent {}

    /** Rank 0 alone says this. */
    record EpochEnded(int peer, EpochSummary summary) implements PeerEvent {}

    /** Rank 0 alone says this, in mode gossip: these epochs were over before there was room to score them. */
    record Unscored(int peer, List<Integer> epochs) implements PeerEvent {}

    /**
     * The ring broke and is whole again; of each host one peer says this.
     *
     * @param members ids in rank order
     * @param milliseconds from the moment this peer noticed until it went on
     */
    record Recovered(int peer, int generation, List<Integer> members, long milliseconds) implements PeerEvent {}

    /**
     * A newcomer's samples are in a step for the first time.
     *
     * @param step the number of that step, from 1
     * @param milliseconds since it asked to become a member
     * @param sinceStartMs since its process was started
     * @param transferMs of that, while the state was passed on
     */
    record Joined(int peer, int generation, long step, long milliseconds, long sinceStartMs, long transferMs)
            implements PeerEvent {}

    /** The others go on without this peer, which joins them anew. */
    record TakenOut(int peer, String sentence) implements PeerEvent {}

    /** Asked to, the peer has left after so many steps. */
    record Left(int peer, long step) implements PeerEvent {}

    /**
     * Mode central: a server takes over a part of the model of which no copy is left.
     *
     * @param parameters so many
     * @param step to which they go back
     */
    record RolledBack(int peer, int parameters, long step) implements PeerEvent {}

    /** The launcher says this of a peer that has ended before its time, while others go on. */
    record Lost(int peer, String sentence, boolean isRestarted) implements PeerEvent {}

    /** The peer's work is done. */
    record Finished(int peer, PeerSummary summary) implements PeerEvent {}

    /** A parameter server's work is done. */
    record Served(int peer, ServerSummary summary) implements PeerEvent {}

    /**
     * The peer gives up.
     *
     * @param consequence true when another peer's failure is the likely cause
     */
    record Failed(int peer, String sentence, boolean consequence) implements PeerEvent {}

    /**
     * A peer's part of the report.
     *
     * @param digest SHA-256 of its parameters, hexadecimal
     * @param stepSeconds time in steps; the shares are of it, and all but {@code overlapShare} add up to 1
     * @param samples of all peers together
     * @param gossip null in other modes
     * @param bytes of vectors that this process has sent and received, in mode central; 0 in others
     * @param savedBytes that would have come to that without compression
     */
    record PeerSummary(
            String digest,
            long steps,
            long stepsHere,
            long samples,
            double stepSeconds,
            double computeShare,
            double transferShare,
            double waitShare,
            double otherShare,
            double overlapShare,
            List<EpochSummary> epochs,
            GossipOutcome gossip,
            long bytes,
            long savedBytes) {
        /** @param steps of the whole run; the clock has those of this process */
        public static PeerSummary of(
                String digest,
                long steps,
                StepClock clock,
                List<EpochSummary> epochs,
                GossipOutcome gossip,
                long bytes,
                long savedBytes) {
            return new PeerSummary(
                    digest,
                    steps,
                    clock.steps(),
                    clock.samples(),
                    clock.seconds(),
                    clock.computeShare(),
                    clock.transferShare(),
                    clock.waitShare(),
                    clock.otherShare(),
                    clock.overlapShare(),
                    List.copyOf(epochs),
                    gossip,
                    bytes,
                    savedBytes);
        }
    }

    int peer();
}
