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
    public Roster roster() {
        return machine;
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
