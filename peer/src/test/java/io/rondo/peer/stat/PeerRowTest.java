package io.rondo.peer.stat;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.report.PeerCounter;
import io.rondo.peer.report.PeerState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeerRowTest {
    private static final RunningPeers.Key PEER_2 = new RunningPeers.Key("some-job-0123abcd", 2);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @Test
    void shouldShowWhatAPeerDoesAndHowFast() {
        PeerLook before = look(true, 200, 4_000_000, -SECOND_NS);
        PeerLook now = look(true, 900, 7_000_000, SECOND_NS / 2);

        PeerRow row = PeerRow.of(PEER_2, before, now);

        assertThat(row.job()).isEqualTo("some-job");
        assertThat(row.peer()).isEqualTo(2);
        assertThat(row.state()).isEqualTo("exchanging");
        assertThat(row.loss()).isEqualTo(0.25);
        assertThat(row.megabytesPerSecond()).isEqualTo(2);
        assertThat(row.silentMs()).isZero();
    }

    @Test
    void shouldKnowTheDeadFromTheSilent() {
        assertThat(PeerRow.of(PEER_2, null, look(false, 9_000, 0, 0)).state()).isEqualTo("dead");
        assertThat(PeerRow.of(PEER_2, null, look(true, 9_000, 0, 0)).state()).isEqualTo("silent");
        assertThat(PeerRow.of(PEER_2, null, look(true, 2_900, 0, 0)).state()).isEqualTo("exchanging");
    }

    @Test
    void shouldHaveNoRateForAnotherProcessThanBefore() {
        PeerLook now = look(true, 0, 7_000_000, SECOND_NS);
        PeerLook restarted = new PeerLook(now.pid() + 1, true, 0, now.values(), 2 * SECOND_NS);

        assertThat(PeerRow.of(PEER_2, now, restarted).megabytesPerSecond()).isZero();
        assertThat(PeerRow.of(PEER_2, null, now).megabytesPerSecond()).isZero();
    }

    @Test
    void shouldPutRowsInColumns() {
        StringWriter text = new StringWriter();
        PeerRow silent = PeerRow.of(PEER_2, null, look(true, 9_400, 0, 0));
        PeerRow dead = PeerRow.of(new RunningPeers.Key("some-job-0123abcd", 10), null, look(false, 0, 0, 0));

        StatTable.print(List.of(silent, dead), new PrintWriter(text));

        assertThat(text.toString().lines())
                .containsExactly(
                        "job       peer  process  state       generation  rank  step    loss  MB/s  stale  foreign"
                                + "  back-pressure  recoveries",
                        "some-job     2     4711  silent 9 s           3     1   120  0.2500   0.0      5        0"
                                + "              0           0",
                        "some-job    10     4711  dead                 3     1   120  0.2500     -      5        0"
                                + "              0           0");
    }

    private static PeerLook look(boolean isAlive, long silentMs, long reducedBytes, long atNs) {
        Map<PeerCounter, Long> values = new EnumMap<>(PeerCounter.class);
        values.put(PeerCounter.STATE, (long) PeerState.EXCHANGING.ordinal());
        values.put(PeerCounter.GENERATION, 3L);
        values.put(PeerCounter.RANK, 1L);
        values.put(PeerCounter.STEP, 120L);
        values.put(PeerCounter.LOSS_MICROS, 250_000L);
        values.put(PeerCounter.REDUCED_BYTES, reducedBytes);
        values.put(PeerCounter.STALE_FRAMES, 5L);
        return new PeerLook(4711, isAlive, silentMs, values, atNs);
    }
}
