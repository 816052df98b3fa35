package io.rondo.hogwild.gossip;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Messages;
import io.rondo.hogwild.MixingRule;
import io.rondo.hogwild.token.TokenActions;
import io.rondo.hogwild.token.TokenMessage;
import io.rondo.hogwild.token.TokenRing;
import io.rondo.hogwild.token.TokenTiming;
import io.rondo.hogwild.token.Turn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * One peer's part in the gossip: has the {@link TokenRing} decide, mixes the model by a {@link MixingRule} while the training
 * thread goes on changing it, tells all others what this peer has done, and takes part in {@linkplain GossipConsensus
 * consensuses}, the last one when all are done.
 *
 * <p>An agent outlives the generations: {@link #open} begins one with its ring, {@link #close} ends it, and what was learned
 * and not handed on yet goes out in the next. Gossip thread only, but for what is said to be any thread's.
 */
public final class GossipAgent implements AutoCloseable {
    private static final long NEWS_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long OLD_NEWS_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final GossipSettings settings;
    private final MixingRule rule;
    private final LocalWork work;
    private final MemorySegment model;
    private final List<MemorySegment> given; // to newcomers: the model, and what else they need
    private final RingNews news;
    private final GossipConsensus consensus;
    private final Outbox outbox = new Outbox();
    private final Parcel incomingOffer;
    private final Parcel incomingAnswer;
    private final TokenRing tokens;
    private final MemorySegment basis;
    private Collectives ring; // null between two generations
    private Messages messages;
    private GossipWire wire;
    private GossipMemory memory;
    private MemorySegment target;
    private boolean isNewcomer;
    private PeerNews toldNews = PeerNews.NOTHING;
    private long toldNs;
    private double offeredWeight; // that goes with this peer's open offer
    private double incomingWeight; // that came with the predecessor's
    private volatile long exchanges;
    private volatile long handedBytes;

    /**
     * Vectors are off the heap; the training thread changes them at any time.
     *
     * @param model float32
     * @param state that a newcomer gets from its predecessor beside the model, an optimizer's say; may be empty
     */
    public GossipAgent(
            GossipSettings settings, MixingRule rule, LocalWork work, MemorySegment model, MemorySegment state) {
        this.settings = settings;
        this.rule = rule;
        this.work = work;
        this.model = model;
        this.given = List.of(model, state);
        this.news = new RingNews(work);
        this.consensus = new GossipConsensus(settings.consensusPatienceNs(), rule, model);
        this.basis = Arena.ofAuto().allocate(model.byteSize(), Long.BYTES);
        this.incomingOffer = new Parcel(model.byteSize());
        this.incomingAnswer = new Parcel(model.byteSize());
        this.tokens = new TokenRing(settings.timing(), settings.resendNs(), new Mixing());
    }

    /**
     * A generation begins; a collective. A newcomer to a run that is under way starts from its predecessor's model.
     *
     * @param ring of the generation
     * @param memory in a window of that ring: the same in all generations
     * @param target a window's memory for results, as long as the model
     */
    public void open(Collectives ring, GossipMemory memory, MemorySegment target) {
        this.ring = ring;
        this.memory = memory;
        this.target = target;
        wire = new GossipWire(ring.ring(), new Hearing());
        messages = ring.messages(wire::onMessage);
        awaitAllHearing();
        openTokens();
    }

    /** From here on a message reaches all. Each turn is a collective, so all take as many; the ring's watch bounds it. */
    private void awaitAllHearing() {
        boolean allHear = false;
        while (!allHear) {
            messages.poll();
            allHear = true;
            for (long hears : ring.allGather(messages.hearsAll() ? 1 : 0)) {
                allHear &= hears == 1;
            }
        }
    }

    private void openTokens() {
        boolean isNew = work.steps() == 0;
        PeerNews departed = news.departed(ring.ring().peers());
        int taken = consensus.rounds().taken();
        Reception reception = new Reception(ring, isNew, taken, tokens, ownNews(), departed);
        reception.give(given, target);
        boolean wasTaken = reception.wasOpenOfferTaken(tokens);
        if (isNew) {
            MemorySegment.copy(model, 0, basis, 0, model.byteSize());
        }
        news.open(ring.ring().peers(), ring.ring().rank(), reception.news(), reception.departed());
        isNewcomer = isNew && !reception.areAllNew();
        toldNews = PeerNews.NOTHING;
        int size = ring.ring().size();
        long nowNs = System.nanoTime();
        consensus.rounds().open(ring.ring().rank(), size, reception.consensus(), nowNs);
        tokens.onSteps(work.steps());
        tokens.open(
                ring.ring().generation(),
                ring.ring().rank(),
                size,
                TokenTiming.slots(size),
                reception.areAllNew() ? settings.firstWaitSteps() : 0,
                wasTaken,
                nowNs);
    }

    /**
     * A bounded bit of work, and a consensus when it is time for one.
     *
     * @return how much it was
     * @throws io.rondo.allreduce.RingBrokenException when the ring broke: close this, and open the next generation's
     */
    public int doWork(long nowNs) {
        int done = messages.poll();
        tokens.onSteps(work.steps());
        if (work.isDone()) {
            tokens.retire();
        }
        done += tokens.tick(nowNs);
        done += outbox.send(messages, wire);
        if (isLeader() && isAllDone()) {
            consensus.rounds().want(true, nowNs);
        }
        tellNews(nowNs);
        news.sum();
        return done + consensus.takePart(ring, memory.snapshot(), target);
    }

    /** The last consensus may be wanted: everybody has said that it trains no more. */
    private boolean isAllDone() {
        return news.all().isDone() && toldNews.isDone() && !consensus.isPending() && !consensus.isOver();
    }

    private PeerNews ownNews() {
        return work.news(consensus.spread());
    }

    private void tellNews(long nowNs) {
        PeerNews own = ownNews();
        ConsensusCall call = consensus.rounds().call();
        boolean isUrgent = consensus.rounds().isUntold() || own.isDone() != toldNews.isDone();
        boolean isDue = nowNs - toldNs > (own.equals(toldNews) ? OLD_NEWS_INTERVAL_NS : NEWS_INTERVAL_NS);
        if ((isUrgent || isDue) && wire.sendNews(messages, own, call)) {
            toldNews = own;
            toldNs = nowNs;
            consensus.rounds().onTold(call);
        }
    }

    /**
     * Before the first {@link #open}: a run goes on in which peers had done this.
     *
     * @param before steps, samples and losses of all, the furthest epoch
     */
    public void goOnFrom(PeerNews before) {
        news.goOnFrom(before);
    }

    /** Whether the others were training already when the ring opened in which this peer begins. */
    public boolean isNewcomer() {
        return isNewcomer;
    }

    /** Whether this rank is the one that wants consensuses. */
    public boolean isLeader() {
        return ring != null && ring.ring().rank() == 0;
    }

    /** Whether the leader may want one now: it still trains, and none is pending. */
    public boolean mayWantConsensus() {
        return !work.isDone() && !consensus.isPending() && !consensus.isOver();
    }

    /** The leader wants a consensus, if it {@linkplain #mayWantConsensus may}: it comes in one of the next duty cycles. */
    public void wantConsensus() {
        long nowNs = System.nanoTime();
        consensus.rounds().want(false, nowNs);
        tellNews(nowNs);
    }

    /** The rank that others have waited for too long for a consensus; -1: none. */
    public int overdue(long nowNs) {
        return consensus.rounds().overdue(nowNs);
    }

    /** How long a consensus has been pending. */
    public long consensusWaitNs(long nowNs) {
        return consensus.rounds().waitedNs(nowNs);
    }

    /** The consensuses of the run. */
    public GossipConsensus consensus() {
        return consensus;
    }

    /** What all peers have done. Any thread. */
    public RingNews news() {
        return news;
    }

    /** Whether a token is in this peer's hands. */
    public boolean hasToken() {
        return tokens.hasToken();
    }

    /** Exchanges in which this peer held the token. Any thread. */
    public long exchanges() {
        return exchanges;
    }

    /** Bytes of offers and answers that this peer has handed to its neighbours. Any thread. */
    public long handedBytes() {
        return handedBytes;
    }

    /** What this replica counts for in a consensus. */
    public double weight() {
        return rule.weight();
    }

    /** The generation is over. */
    @Override
    public void close() {
        tokens.close();
        outbox.clear();
        if (messages != null) {
            messages.close();
            messages = null;
        }
        ring = null;
    }

    /** What the tokens want done. */
    private final class Mixing implements TokenActions {
        @Override
        public void onView(int size) {
            rule.onRing(size);
        }

        @Override
        public void makeOffer(Turn turn) {
            offeredWeight = rule.offer(model, basis, memory.offer());
        }

        @Override
        public void settle(Turn turn) {
            MemorySegment shared = memory.answerOf(ring, ring.ring().successor());
            rule.settle(model, basis, memory.offer(), shared == null ? incomingAnswer.of(turn) : shared);
            exchanges++; // one writer
            handedBytes += model.byteSize();
        }

        @Override
        public void withdraw(Turn turn) {
            rule.withdraw(basis, memory.offer());
        }

        @Override
        public void forgetAnswer(Turn turn) {
            exchanges++; // the basis is what was handed on already
        }

        @Override
        public void accept(Turn turn) {
            MemorySegment shared = memory.offerOf(ring, ring.ring().predecessor());
            MemorySegment offer = shared == null ? incomingOffer.of(turn) : shared;
            rule.accept(offer, incomingWeight, model, memory.answer());
            handedBytes += model.byteSize();
        }

        @Override
        public void send(TokenMessage message, Turn turn, int toRank) {
            MemorySegment vector = switch (message) {
                case OFFER -> memory.offerOf(ring, toRank) == null ? memory.offer() : null;
                case ANSWER -> memory.answerOf(ring, toRank) == null ? memory.answer() : null;
                case TOKEN, TAKEN -> null;
            };
            outbox.add(message, turn, toRank, message == TokenMessage.OFFER ? offeredWeight : 0, vector);
        }
    }

    /** What others say. */
    private final class Hearing implements GossipWire.Listener {
        @Override
        public void onToken(TokenMessage message, Turn turn, double weight, int fromRank, int toRank) {
            if (message == TokenMessage.OFFER) {
                news.onOffer(fromRank);
            }
            if (toRank == ring.ring().rank() && isReadable(message, turn)) {
                incomingWeight = message == TokenMessage.OFFER ? weight : incomingWeight;
                tokens.onMessage(message, turn, System.nanoTime());
            }
        }

        /** The pieces come before the note; if not, the note comes again. */
        private boolean isReadable(TokenMessage message, Turn turn) {
            return switch (message) {
                case OFFER -> memory.offerOf(ring, ring.ring().predecessor()) != null || incomingOffer.of(turn) != null;
                case ANSWER ->
                    memory.answerOf(ring, ring.ring().successor()) != null || incomingAnswer.of(turn) != null;
                case TOKEN, TAKEN -> true;
            };
        }

        @Override
        public void onNews(int fromRank, PeerNews its, ConsensusCall call) {
            news.onNews(fromRank, its);
            consensus.rounds().onCall(fromRank, call, System.nanoTime());
        }

        @Override
        public void onPiece(
                Turn turn, boolean isAnswer, int toRank, long at, DirectBuffer buffer, int start, int lengthBytes) {
            if (toRank == ring.ring().rank()) {
                (isAnswer ? incomingAnswer : incomingOffer).onPiece(turn, at, buffer, start, lengthBytes);
            }
        }
    }
}
