package io.rondo.membership;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.agrona.CloseHelper;

/**
 * A peer's side of the conversation with a {@link MembershipServer}. It connects at the first {@link #join}, and says every
 * twentieth of the budget that it lives and what it wants.
 *
 * <p>When nothing comes from the service for two budgets it is lost for good, unless it is replicated: then this end looks
 * for the node that leads, turned away by all others, for as long as it takes. Before the first contact both try without
 * end.
 */
public final class RemoteMembership implements Membership {
    private final String place;
    private final boolean isReplicated;
    private final long jobId;
    private final long configDigest;
    private final JobSecret secret;
    private final String job;
    private final Map<Integer, Member> configured;
    private final MembershipTimeouts timeouts;
    private final Dialer dialer;
    private final Wishes wishes;
    private final MembershipPublisher publisher = new MembershipPublisher();
    private final MembershipAdapter adapter = new MembershipAdapter(new Arrivals());
    private Connection connection;
    private byte[] challenge; // of this connection, null until it has come
    private boolean isIntroduced; // on this connection
    private boolean isAnswered; // on this connection
    private boolean wasHeard;
    private boolean hasWorked;
    private boolean isClosed;
    private long connectedNs;
    private long heardNs;
    private long saidNs;
    private long lastWorkNs;
    private long nowNs;
    private volatile View view;
    private volatile String failure;
    private volatile String hindrance;

    /**
     * @param service where it is: one place, or all nodes of a replicated one
     * @param isReplicated whether it outlives the loss of a node
     * @param configDigest of the effective config; the service must have the same
     * @param secret that this peer proves to know when it joins
     * @param configured all peers of the config
     * @throws IllegalArgumentException when the host's name is not known here
     */
    public RemoteMembership(
            List<ServiceNode> service,
            boolean isReplicated,
            long jobId,
            long configDigest,
            JobSecret secret,
            String job,
            int ownId,
            List<Member> configured,
            long budgetNs) {
        this.place = service.stream().map(ServiceNode::toString).collect(Collectors.joining(", "));
        this.isReplicated = isReplicated;
        this.jobId = jobId;
        this.configDigest = configDigest;
        this.secret = secret;
        this.job = job;
        this.configured = configured.stream().collect(Collectors.toMap(Member::id, Function.identity()));
        this.timeouts = new MembershipTimeouts(budgetNs);
        List<InetSocketAddress> addresses =
                service.stream().map(ServiceNode::address).toList();
        this.dialer = new Dialer(addresses, timeouts.connectNs() / service.size());
        this.wishes = new Wishes(ownId);
    }

    @Override
    public void join(long incarnation) {
        wishes.join(incarnation);
    }

    @Override
    public void accuse(int generation, int memberId) {
        wishes.accuse(generation, memberId);
    }

    @Override
    public void renew(int generation) {
        wishes.renew(generation);
    }

    @Override
    public void leave() {
        wishes.leave();
    }

    @Override
    public View view() {
        return view;
    }

    @Override
    public String failure() {
        return failure != null ? failure : wishes.refusal();
    }

    @Override
    public String hindrance() {
        return hindrance;
    }

    @Override
    public synchronized int doWork(long nowNs) {
        if (isClosed || failure != null || !wishes.isKnown()) {
            return 0;
        }
        this.nowNs = nowNs;
        if (!hasWorked || nowNs - lastWorkNs > timeouts.peerStallNs()) {
            heardNs = nowNs; // it was this process that stood still
        }
        hasWorked = true;
        lastWorkNs = nowNs;
        int work = connection == null ? dial() : converse();
        long silentNs = nowNs - heardNs;
        if (isReplicated) {
            hindrance =
                    silentNs > timeouts.leaderlessNs() ? "the membership service has no leader (" + place + ")" : null;
            changeNodeIfSilent();
        } else if (wasHeard && silentNs > timeouts.serviceLostNs() && !wishes.isLeaving()) {
            hindrance = "the membership service at " + place + " is lost";
            fail(hindrance);
        }
        return work;
    }

    private int dial() {
        connection = dialer.poll(nowNs);
        challenge = null;
        isIntroduced = false;
        isAnswered = false;
        connectedNs = nowNs;
        return connection == null ? 0 : 1 + converse();
    }

    /** A frozen node keeps its connections: were this one closed without a word, it would think this peer dead. */
    private void changeNodeIfSilent() {
        boolean isSilent =
                isAnswered ? nowNs - heardNs > timeouts.leaderlessNs() : nowNs - connectedNs > timeouts.answerNs();
        if (connection != null && isSilent) {
            publisher.detach(connection);
            connection.flush();
            connection.close();
            connection = null;
        }
    }

    private int converse() {
        int work = connection.poll(adapter);
        boolean isAsked = failure == null && challenge != null;
        if (isAsked && (wishes.takeUrgent() || !isIntroduced || nowNs - saidNs >= timeouts.signNs())) {
            saidNs = nowNs;
            say();
            work++;
        }
        if (connection != null) {
            connection.flush();
            connection = connection.isOpen() ? connection : null;
        }
        return work;
    }

    private void say() {
        int generation = view == null ? 0 : view.generation();
        wishes.say(publisher, connection, this::introduce, !isIntroduced, generation);
        isIntroduced = true;
    }

    private void introduce(int ownId, long incarnation) {
        JoinRequest request = new JoinRequest(jobId, configDigest, ownId, incarnation);
        publisher.join(connection, request, secret.proofOf(request.statement(challenge)));
    }

    private void onSign() {
        wasHeard = true;
        isAnswered = true;
        heardNs = nowNs;
    }

    private void fail(String sentence) {
        failure = sentence;
        CloseHelper.quietClose(connection);
        connection = null;
    }

    private final class Arrivals implements MembershipAdapter.Listener {
        @Override
        public void onChallenge(byte[] toProve) {
            challenge = toProve;
        }

        @Override
        public void onAlive() {
            onSign();
        }

        @Override
        public void onView(int generation, List<Member> members) {
            onSign();
            if (view != null && generation < view.generation()) {
                fail("the membership service at " + place + " was started anew: it is at generation " + generation
                        + ", this peer at " + view.generation());
                return;
            }
            List<Member> placed = new ArrayList<>();
            for (Member member : members) {
                Member known = configured.get(member.id());
                if (known == null) {
                    fail("the membership service at " + place + " has a peer " + member.id()
                            + " that is not in the config");
                    return;
                }
                placed.add(known.as(member.incarnation()));
            }
            View newest = new View(job, generation, placed);
            wishes.onView(newest);
            view = newest.equals(view) ? view : newest; // the service repeats itself
        }

        @Override
        public void onRefused(long incarnation, boolean isFenced, String text) {
            onSign();
            if (isFenced) {
                wishes.onFenced(incarnation, text, view);
            } else {
                fail(text);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (connection != null && challenge != null && wishes.isLeaving()) {
            say();
            connection.flush();
        }
        CloseHelper.quietCloseAll(connection, dialer);
    }
}
