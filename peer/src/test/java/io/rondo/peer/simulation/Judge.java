package io.rondo.peer.simulation;

import io.rondo.peer.ledger.LedgerEntry;
import io.rondo.peer.simulation.SimulatedPeer.Tenure;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Knows what the run's steps must have come to, from who contributed which samples alone, and computes it again. A step that
 * was committed differs from another account of it in one case only: whoever committed it was evicted before anybody else
 * did, and the others did it again without them; the first account is void then, and its peers go on no more.
 */
final class Judge {
    private static final int UNCOUNTED = -1;

    private final SimulatedWorld world;
    private final List<Account> accounts = new ArrayList<>(); // by step
    private final List<int[]> countedAt = new ArrayList<>(); // by epoch: the step of each sample
    private final Set<Tenure> voided = new HashSet<>();
    private final int[] first = new int[Arithmetic.PARAMETERS];

    /** What a step came to, and who went on from it. */
    private record Account(LedgerEntry entry, int[] parameters, int[] state, Set<Tenure> by) {}

    Judge(SimulatedWorld world) {
        this.world = world;
        for (int i = 0; i < first.length; i++) {
            first[i] = Arithmetic.firstParameter(i);
        }
    }

    /** All that was is lost, with everybody who had it. */
    void forget() {
        accounts.clear();
        countedAt.clear();
    }

    int voided() {
        return voided.size();
    }

    long steps() {
        return accounts.size();
    }

    void onCommit(SimulatedPeer peer, LedgerEntry entry, MemorySegment parameters) {
        Invariants.require(
                !voided.contains(peer.tenure()), "step " + entry.step() + " goes on from a void one at peer " + peer);
        Invariants.require(entry.step() <= accounts.size(), "step " + entry.step() + " follows none");
        if (entry.step() == accounts.size()) {
            append(entry);
        } else if (account(entry).entry().generation() > entry.generation()) {
            comeTooLate(peer, entry);
            return;
        } else if (!account(entry).entry().equals(entry)) {
            replace(entry);
        }
        Account account = account(entry);
        account.by().add(peer.tenure());
        for (int i = 0; i < Arithmetic.PARAMETERS; i++) {
            float found = parameters.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            Invariants.require(
                    found == account.parameters()[i],
                    "step " + entry.step() + ": parameter " + i + " is " + found + " at peer " + peer + ", expected "
                            + account.parameters()[i]);
        }
    }

    private Account account(LedgerEntry entry) {
        return accounts.get((int) entry.step());
    }

    /** Evicted, it completes what it was at, which is void. */
    private void comeTooLate(SimulatedPeer peer, LedgerEntry entry) {
        LedgerEntry held = account(entry).entry();
        boolean isStillIn = world.invariants().view(held.generation()).has(peer.id(), peer.incarnation());
        Invariants.require(!isStillIn, "step " + entry.step() + " has two results: " + held + " and " + entry);
        int[] before =
                entry.step() == 0 ? first : accounts.get((int) entry.step() - 1).parameters();
        requireSum(entry, average(entry, before));
        voided.add(peer.tenure());
    }

    private void replace(LedgerEntry entry) {
        Account former = account(entry);
        String what = "step " + entry.step() + " has two results: " + former.entry() + " and " + entry;
        Invariants.require(entry.step() == accounts.size() - 1, what + ", the first was gone on from");
        Invariants.require(entry.generation() > former.entry().generation(), what);
        for (Tenure before : former.by()) {
            boolean isStillIn = world.invariants().view(entry.generation()).has(before.id(), before.incarnation());
            Invariants.require(!isStillIn, what + ", peer " + before + " had the first");
        }
        voided.addAll(former.by());
        accounts.remove(accounts.size() - 1);
        for (int[] counted : countedAt) {
            for (int sample = 0; sample < counted.length; sample++) {
                counted[sample] = counted[sample] == entry.step() ? UNCOUNTED : counted[sample];
            }
        }
        append(entry);
    }

    private void append(LedgerEntry entry) {
        int[] before = accounts.isEmpty() ? first : last().parameters();
        int[] stateBefore = accounts.isEmpty() ? new int[Arithmetic.PARAMETERS] : last().state();
        count(entry);
        float[] average = average(entry, before);
        requireSum(entry, average);
        int[] parameters = new int[Arithmetic.PARAMETERS];
        int[] state = new int[Arithmetic.PARAMETERS];
        for (int i = 0; i < Arithmetic.PARAMETERS; i++) {
            state[i] = Arithmetic.nextState(stateBefore[i], average[i], entry.step());
            parameters[i] = Arithmetic.nextParameter(before[i], state[i], average[i]);
        }
        accounts.add(new Account(entry, parameters, state, new HashSet<>()));
    }

    private static void requireSum(LedgerEntry entry, float[] average) {
        Invariants.require(
                digest(average) == entry.digest(),
                "step " + entry.step() + " is not the sum over its contributors: " + entry);
    }

    private Account last() {
        return accounts.get(accounts.size() - 1);
    }

    private void count(LedgerEntry entry) {
        while (countedAt.size() <= entry.epoch()) {
            requireAllCounted();
            int[] none = new int[Arithmetic.SAMPLES];
            java.util.Arrays.fill(none, UNCOUNTED);
            countedAt.add(none);
        }
        Invariants.require(entry.epoch() == countedAt.size() - 1, "epoch " + entry.epoch() + " was over");
        int[] counted = countedAt.get(entry.epoch());
        long samples = 0;
        for (LedgerEntry.Share share : entry.shares()) {
            samples += share.samples().length;
            for (int sample : share.samples()) {
                Invariants.require(
                        counted[sample] == UNCOUNTED,
                        "sample " + sample + " counts twice in epoch " + entry.epoch() + ": at the steps "
                                + counted[sample] + " and " + entry.step());
                counted[sample] = (int) entry.step();
            }
        }
        Invariants.require(
                samples == entry.samples(),
                "step " + entry.step() + " weighs " + entry.samples() + ", its samples are " + samples);
    }

    /** The epoch that is over has lost no sample. */
    void requireAllCounted() {
        if (countedAt.isEmpty()) {
            return;
        }
        int[] counted = countedAt.get(countedAt.size() - 1);
        for (int sample = 0; sample < counted.length; sample++) {
            Invariants.require(
                    counted[sample] != UNCOUNTED, "sample " + sample + " was lost in epoch " + (countedAt.size() - 1));
        }
    }

    private static float[] average(LedgerEntry entry, int[] parameters) {
        float[] average = new float[Arithmetic.PARAMETERS];
        for (int i = 0; i < average.length; i++) {
            int sum = 0;
            for (LedgerEntry.Share share : entry.shares()) {
                for (int sample : share.samples()) {
                    sum += Arithmetic.gradient(sample, i, parameters[i]);
                }
            }
            average[i] = (float) sum / Math.max(1, entry.samples());
        }
        return average;
    }

    private static long digest(float[] gradients) {
        ByteBuffer bytes = ByteBuffer.allocate(gradients.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(gradients);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }
}
