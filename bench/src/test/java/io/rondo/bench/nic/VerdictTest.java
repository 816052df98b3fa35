package io.rondo.bench.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.bench.nic.Finding.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is to blame. */
class VerdictTest {
    private static Finding first(Measured measured) {
        return Verdict.of(measured.results()).get(0);
    }

    @Test
    void shouldFindAHealthyPairHealthy() {
        assertThat(Verdict.of(Measured.healthy(2, 2).results()))
                .containsExactly(new Finding(
                        Kind.HEALTHY,
                        "all NICs carry what their links allow: 950 Mbit/s each way on each of 2 rails, 1.90 Gbit/s together;"
                                + " no loss, and Aeron uses 1.81 Gbit/s"));
    }

    @Test
    void shouldNameTheNicThatIsSlowInOneDirection() {
        Measured measured = Measured.healthy(2, 2).rate(1, 0, 1, 97).rate(1, 0, Cell.ALL, 1047);

        assertThat(Verdict.of(measured.results()))
                .containsExactly(new Finding(
                        Kind.SLOW,
                        "nic1 of 10.77.0.2 (10.78.0.2) limits: it carries 97.0 Mbit/s towards nic1 of 10.77.0.1 (10.78.0.1),"
                                + " while its twin nic0 of 10.77.0.2 carries 950 Mbit/s there: look at link speed, cable,"
                                + " switch port and rate limits there"));
    }

    @Test
    void shouldNameBothEndsOfARailThatIsSlowBothWays() {
        Measured measured = Measured.healthy(2, 2)
                .rate(1, 0, 1, 97)
                .rate(0, 1, 1, 95)
                .rate(1, 0, Cell.ALL, 1047)
                .rate(0, 1, Cell.ALL, 1047);

        assertThat(first(measured).sentence())
                .startsWith("rail 1 limits: nic1 of 10.77.0.1 (10.78.0.1) and nic1 of 10.77.0.2 (10.78.0.2) carry"
                        + " 95.0 Mbit/s to 97.0 Mbit/s in every direction, while its twin nic0 of 10.77.0.1 carries");
    }

    @Test
    void shouldCompareASingleRailWithTheWayBack() {
        assertThat(first(Measured.healthy(2, 1).rate(0, 1, 0, 400)).sentence())
                .startsWith("nic0 of 10.77.0.1 limits: it carries 400 Mbit/s towards nic0 of 10.77.0.2, while nic0 of"
                        + " 10.77.0.2 carries 950 Mbit/s to nic0 of 10.77.0.1");
    }

    @Test
    void shouldNameLossByHostsRailAndPercentage() {
        Finding finding = first(Measured.healthy(2, 2).loss(0, 1, 1, 0.0102));

        assertThat(finding.kind()).isEqualTo(Kind.LOSS);
        assertThat(finding.sentence())
                .startsWith(
                        "loss limits: 1.02 % of the datagrams from nic1 of 10.77.0.1 (10.78.0.1) to nic1 of 10.77.0.2"
                                + " (10.78.0.2) are lost on rail 1, at 90 % of its rate")
                .endsWith(", in this direction only: look at the cables and the switch between the two");
    }

    @Test
    void shouldPutLossBeforeSlownessAndSayWhatItCosts() {
        Measured measured =
                Measured.healthy(2, 1).loss(0, 1, 0, 0.01).loss(1, 0, 0, 0.01).aeron(0, 1, 0, 300);

        List<Finding> findings = Verdict.of(measured.results());

        assertThat(findings).extracting(Finding::kind).containsExactly(Kind.LOSS, Kind.COST);
        assertThat(findings.get(0).sentence()).contains("and as much on every rail in every direction");
        assertThat(findings.get(1).sentence())
                .isEqualTo("of the 950 Mbit/s that rail 0 can carry from 10.77.0.1 to 10.77.0.2 Aeron uses 300 Mbit/s");
    }

    @Test
    void shouldAdviseToLeaveOutARailThatSlowsTheOthersDown() {
        Measured measured = Measured.healthy(2, 2)
                .rate(1, 0, 1, 97)
                .rate(1, 0, Cell.ALL, 1047)
                .aeron(1, 0, Cell.ALL, 400)
                .allReduce(Cell.ALL, 500);

        List<Finding> findings = Verdict.of(measured.results());

        assertThat(findings).extracting(Finding::kind).containsExactly(Kind.SLOW, Kind.COST);
        assertThat(findings.get(1).sentence())
                .isEqualTo(
                        "of the 1.05 Gbit/s that all rails can carry from 10.77.0.2 to 10.77.0.1 Aeron uses 400 Mbit/s;"
                                + " an all-reduce uses 500 Mbit/s of all rails, but 855 Mbit/s of rail 0 alone: until the others are"
                                + " mended leave them out of peers[].rails");
    }

    @Test
    void shouldBlameTheNicOfThreeHostsThatIsSlowToAll() {
        Measured sender = Measured.healthy(3, 2).rate(1, 0, 1, 97).rate(1, 2, 1, 98);
        Measured receiver = Measured.healthy(3, 2).rate(0, 2, 1, 97).rate(1, 2, 1, 98);
        Measured both = Measured.healthy(3, 1)
                .rate(0, 2, 0, 97)
                .rate(1, 2, 0, 98)
                .rate(2, 0, 0, 97)
                .rate(2, 1, 0, 97);

        assertThat(first(sender).sentence())
                .startsWith(
                        "nic1 of 10.77.0.2 (10.78.0.2) limits: it carries 97.0 Mbit/s to 98.0 Mbit/s towards all others");
        assertThat(first(receiver).sentence())
                .startsWith(
                        "nic1 of 10.77.0.3 (10.78.0.3) limits: it takes 97.0 Mbit/s to 98.0 Mbit/s from all others");
        assertThat(first(both).sentence())
                .startsWith("nic0 of 10.77.0.3 limits: it carries 97.0 Mbit/s to 98.0 Mbit/s from and to all others");
    }

    @Test
    void shouldBlameAHostWhoseNicsAreAllSlow() {
        Measured measured = Measured.healthy(3, 2);
        for (int rail : new int[] {0, 1}) {
            for (int other : new int[] {0, 1}) {
                measured.rate(2, other, rail, 100).rate(other, 2, rail, 100);
            }
        }

        assertThat(Verdict.of(measured.results()))
                .filteredOn(finding -> finding.kind() == Kind.SLOW)
                .singleElement()
                .extracting(Finding::sentence)
                .asString()
                .startsWith("host 10.77.0.3 limits: all of its NICs carry 100 Mbit/s from and to the others");
    }

    @Test
    void shouldMeasureNicsByWhatTheyState() {
        assertThat(first(Measured.stating(2, 1, 1_000)).kind()).isEqualTo(Kind.HEALTHY);
        assertThat(first(Measured.stating(2, 1, 10_000)).sentence())
                .startsWith("no NIC carries what it states: 950 Mbit/s, while its link states 10.0 Gbit/s");
    }

    @Test
    void shouldSeeRailsThatShareABottleneck() {
        Finding finding = first(Measured.healthy(2, 2).rate(0, 1, Cell.ALL, 960));

        assertThat(finding.kind()).isEqualTo(Kind.SHARED);
        assertThat(finding.sentence())
                .startsWith(
                        "the rails share a bottleneck: from 10.77.0.1 to 10.77.0.2 they carry 960 Mbit/s together, but one"
                                + " after the other 1.90 Gbit/s");
    }

    @Test
    void shouldBlameTheHostsWhenAeronUsesLittleOfSoundLinks() {
        Finding finding = first(Measured.healthy(2, 1).aeron(1, 0, 0, 430));

        assertThat(finding.kind()).isEqualTo(Kind.HOSTS);
        assertThat(finding.sentence())
                .startsWith(
                        "the NICs are sound, the hosts limit: of the 950 Mbit/s that rail 0 can carry from 10.77.0.2 to"
                                + " 10.77.0.1 Aeron uses 430 Mbit/s (10.77.0.1: 8 cores, load 0.5, offload on;");
    }

    @Test
    void shouldNameWhatDoesNotGetThrough() {
        Finding finding = first(Measured.healthy(2, 2)
                .failure(0, 1, 1, "TCP from 10.78.0.1 to 10.78.0.2:40100 failed: Connect timed out"));

        assertThat(finding)
                .isEqualTo(new Finding(
                        Kind.UNREACHABLE,
                        "rail 1 carries nothing from nic1 of 10.77.0.1 (10.78.0.1) to nic1 of 10.77.0.2 (10.78.0.2):"
                                + " TCP from 10.78.0.1 to 10.78.0.2:40100 failed: Connect timed out"));
    }

    @Test
    void shouldNameASlowNicBesideOneThatCarriesNothing() {
        Measured measured =
                Measured.healthy(3, 1).failure(0, 1, 0, "Connect timed out").rate(2, 1, 0, 90);

        assertThat(Verdict.of(measured.results()))
                .extracting(Finding::kind)
                .containsExactly(Kind.UNREACHABLE, Kind.SLOW);
    }
}
