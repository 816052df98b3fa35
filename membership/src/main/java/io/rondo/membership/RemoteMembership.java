package io.rondo.membership;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.agrona.CloseHelper;

/**
 * A peer's side of the conversation with a {@link MembershipServer}. It connects at the first {@link #join}, says every
 * twentieth of the budget that it lives and what it wants, and takes the service for lost when nothing came from it for
 * two budgets; before the first contact it tries without end.
 */
public final class RemoteMembership implements Membership {
    private static final int SIGNS_PER_BUDGET = 20;
    private static final int STALLS_PER_BUDGET = 4;
    private static final int PATIENCE_BUDGETS = 2;

    private final String place;
    private final long jobId;
    private final long configDigest;
    private final String job;
    private final Map<Integer, Member> configured;
    private final long budgetNs;
    private final Dialer dialer;
    private final Wishes wishes;
    private final MembershipPublisher publisher = new MembershipPublisher();
    private final MembershipAdapter adapter = new MembershipAdapter(new Arrivals());
    private Connection connection;
    private boolean isIntroduced; // on this connection
    private boolean wasHeard;
    private boolean isClosed;
    private long heardNs;
    private long saidNs;
    private long lastWorkNs;
    private long nowNs;
    private volatile View view;
    private volatile String failure;

    /**
     * @param host where the service is, name or address
     * @param configDigest of the effective config; the service must have the same
     * @param configured all peers of the config
     * @throws IllegalArgumentException when the host's name is not known here
     */
    public RemoteMembership(
            String host,
            int port,
            long jobId,
            long configDigest,
            String job,
            int ownId,
            List<Member> configured,
            long budgetNs) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host " + host + " of the membership service is not known here");
        }
        this.place = Member.endpoint(host, port);
        this.jobId = jobId;
        this.configDigest = configDigest;
        this.job = job;
        this.configured = configured.stream().collect(Collectors.toMap(Member::id, Function.identity()));
        this.budgetNs = budgetNs;
        this.dialer = new Dialer(address, budgetNs / 2);
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
    public synchronized int doWork(long nowNs) {
        if (isClosed || failure != null || !wishes.isKnown()) {
            return 0;
        }
        this.nowNs = nowNs;
        if (nowNs - lastWorkNs > budgetNs / STALLS_PER_BUDGET) {
            heardNs = nowNs; // it was this process that stood still
        }
        lastWorkNs = nowNs;
        int work = connection == null ? dial() : converse();
        if (wasHeard && nowNs - heardNs > PATIENCE_BUDGETS * budgetNs && !wishes.isLeaving()) {
            fail("the membership service at " + place + " is lost");
        }
        return work;
    }

    private int dial() {
        connection = dialer.poll(nowNs);
        isIntroduced = false;
        return connection == null ? 0 : 1 + converse();
    }

    private int converse() {
        int work = connection.poll(adapter);
        if (failure == null && (wishes.takeUrgent() || !isIntroduced || nowNs - saidNs >= interval())) {
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

    private long interval() {
        return budgetNs / SIGNS_PER_BUDGET;
    }

    private void say() {
        int generation = view == null ? 0 : view.generation();
        wishes.say(publisher, connection, jobId, configDigest, !isIntroduced, generation);
        isIntroduced = true;
    }

    private void onSign() {
        wasHeard = true;
        heardNs = nowNs;
    }

    private void fail(String sentence) {
        failure = sentence;
        CloseHelper.quietClose(connection);
        connection = null;
    }

    private final class Arrivals implements MembershipAdapter.Listener {
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
        if (connection != null && wishes.isLeaving()) {
            say();
            connection.flush();
        }
        CloseHelper.quietCloseAll(connection, dialer);
    }
}
