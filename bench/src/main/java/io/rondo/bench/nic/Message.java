package io.rondo.bench.nic;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What the first host and the others say to each other: one line of JSON each. Commands are answered one by one. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "say")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Message.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = Message.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = Message.Listen.class, name = "listen"),
    @JsonSubTypes.Type(value = Message.Send.class, name = "send"),
    @JsonSubTypes.Type(value = Message.Ping.class, name = "ping"),
    @JsonSubTypes.Type(value = Message.Collect.class, name = "collect"),
    @JsonSubTypes.Type(value = Message.Reduce.class, name = "reduce"),
    @JsonSubTypes.Type(value = Message.LeaveRing.class, name = "leave"),
    @JsonSubTypes.Type(value = Message.End.class, name = "end"),
    @JsonSubTypes.Type(value = Message.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Message.Sent.class, name = "sent"),
    @JsonSubTypes.Type(value = Message.Arrived.class, name = "arrived"),
    @JsonSubTypes.Type(value = Message.Pinged.class, name = "pinged"),
    @JsonSubTypes.Type(value = Message.Reduced.class, name = "reduced"),
    @JsonSubTypes.Type(value = Message.Failed.class, name = "failed")
})
sealed interface Message {
    /** What a host listens for. */
    enum Kind {
        TCP,
        UDP,
        ECHO
    }

    /** The first word of a host that calls. */
    record Hello(String configDigest, Site site) implements Message {}

    /** All are there. */
    record Welcome(List<Site> sites) implements Message {}

    /** Listens on these rails for streams of so long, or echoes datagrams, until {@link Collect}. Answer: done. */
    record Listen(Kind kind, List<Integer> rails, long run, long nanos) implements Message {}

    /**
     * Sends to the host that listens, on all rails at once. Answer: {@link Sent}.
     *
     * @param paceMbps for each rail; 0: as fast as the socket takes it
     */
    record Send(Kind kind, int to, List<Integer> rails, long run, long nanos, List<Double> paceMbps)
            implements Message {}

    /** Round trips to the host that echoes. Answer: {@link Pinged}. */
    record Ping(int to, int rail, long run, long nanos) implements Message {}

    /** The sender has sent everything. Answer: {@link Arrived}. */
    record Collect() implements Message {}

    /**
     * Opens a ring of these hosts and measures in it. Answer: {@link Reduced}.
     *
     * @param bytes of a buffer
     * @param runs of each operation
     * @param directions whether each host in turn sends to the others, before all reduce
     */
    record Reduce(int generation, List<Integer> hosts, List<Integer> rails, long bytes, int runs, boolean directions)
            implements Message {}

    /** Nobody needs the ring any more. Answer: done. */
    record LeaveRing() implements Message {}

    /**
     * Nothing more will be asked.
     *
     * @param failure the sentence that ended it, or null
     */
    record End(String failure) implements Message {}

    record Done() implements Message {}

    /** @param datagrams by rail; 0 for TCP */
    record Sent(List<Long> datagrams) implements Message {}

    /** @param flows by rail */
    record Arrived(List<Flow> flows) implements Message {}

    /** @param lost pings without an answer */
    record Pinged(List<Long> nanos, int lost) implements Message {}

    /**
     * What one rank saw.
     *
     * @param broadcasts by the host that sent; none without directions
     */
    record Reduced(List<Share> broadcasts, Share allReduces) implements Message {}

    /**
     * One rank's part in some operations.
     *
     * @param nanos of each
     * @param naks that its Aeron asked by meanwhile
     * @param retransmits that its Aeron answered with
     */
    record Share(List<Long> nanos, long naks, long retransmits) {}

    /** The command could not be done. */
    record Failed(String sentence) implements Message {}
}
