package io.rondo.membership;

/** A machine of its own: what it decides stands at once. */
final class SoleAuthority implements Authority {
    private final MembershipMachine machine;

    SoleAuthority(MembershipMachine machine) {
        this.machine = machine;
    }

    @Override
    public boolean isLeading() {
        return true;
    }

    @Override
    public String refusal(int id, long incarnation) {
        return machine.refusal(id, incarnation);
    }

    @Override
    public boolean isFenced(int id, long incarnation) {
        return machine.isFenced(id, incarnation);
    }

    @Override
    public View view() {
        return machine.view();
    }

    @Override
    public void on(MembershipEvent event, long nowNs) {
        event.applyTo(machine, nowNs);
    }

    @Override
    public void tick(long nowNs) {
        machine.tick(nowNs);
    }
}
