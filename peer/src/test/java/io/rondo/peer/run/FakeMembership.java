package io.rondo.peer.run;

import io.rondo.membership.Membership;
import io.rondo.membership.View;
import java.util.ArrayList;
import java.util.List;

/** Has the view that the test says, and writes down who is accused. */
final class FakeMembership implements Membership {
    final List<String> accused = new ArrayList<>();
    View view;
    long joined; // incarnation

    FakeMembership(View view) {
        this.view = view;
    }

    @Override
    public void join(long incarnation) {
        joined = incarnation;
    }

    @Override
    public void accuse(int generation, int memberId) {
        accused.add(generation + " " + memberId);
    }

    @Override
    public void renew(int generation) {}

    @Override
    public void leave() {}

    @Override
    public View view() {
        return view;
    }

    @Override
    public String failure() {
        return null;
    }

    @Override
    public int doWork(long nowNs) {
        return 0;
    }

    @Override
    public void close() {}
}
