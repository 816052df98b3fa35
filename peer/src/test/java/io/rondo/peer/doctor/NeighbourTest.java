package io.rondo.peer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.membership.JobSecret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeighbourTest {
    private static final int FULL_BYTES = 1472;
    private static final int HEADERS_BYTES = 28;
    private static final Endpoint OWN = new Endpoint("10.0.0.1", 40100);
    private static final Endpoint OWN_TOO = new Endpoint("10.0.0.1", 41100);
    private static final Endpoint THEIRS = new Endpoint("10.0.0.2", 40100);
    private static final Endpoint THEIRS_TOO = new Endpoint("10.0.0.2", 41100);

    private static final byte[] NO_PROOF = {};

    private final Neighbour b = new Neighbour(
            "a", "b", "digest", "1.0", JobSecret.NONE, List.of(OWN, OWN_TOO), List.of(THEIRS, THEIRS_TOO));
    private long nowUs = 1_000_000;

    @Test
    void shouldBeWellWhenEverythingGotThrough() {
        hears(OWN, both(FULL_BYTES));
        assertThat(b.isKnown(FULL_BYTES)).isFalse(); // nothing was heard at the other endpoint

        hears(OWN_TOO, both(FULL_BYTES));

        assertThat(b.isKnown(FULL_BYTES)).isTrue();
        assertThat(findings(false))
                .extracting(Finding::sentence)
                .containsExactly(
                        "host b: UDP gets through both ways at all 4 endpoints, the same config, round trip 0.4 ms",
                        "host b: the path carries packets of 1500 bytes",
                        "host b: its clock differs by 0.0 ms");
    }

    @Test
    void shouldSayThatNothingWasHeard() {
        assertThat(sentence(Finding.Level.PROBLEM))
                .startsWith(
                        "host b was not heard for 30 s: greetings went from a to UDP 10.0.0.2:40100, 10.0.0.2:41100;"
                                + " it does not answer a ping; start rondo doctor there");
    }

    @Test
    void shouldSayWhichDirectionIsClosed() {
        hears(OWN, Map.of(THEIRS.text(), FULL_BYTES));
        hears(OWN_TOO, Map.of(THEIRS.text(), FULL_BYTES));
        assertThat(b.isKnown(FULL_BYTES)).isFalse();
        assertThat(sentence(Finding.Level.PROBLEM))
                .startsWith("UDP from host a does not reach 10.0.0.2:41100 of host b, though both hear each other");

        Neighbour c = new Neighbour("a", "c", "digest", "1.0", JobSecret.NONE, List.of(OWN, OWN_TOO), List.of(THEIRS));
        c.onGreeting(greeting("digest", "1.0", both(FULL_BYTES), 0), 300, OWN_TOO, nowUs);
        assertThat(c.findings(30, true, FULL_BYTES, HEADERS_BYTES, false))
                .extracting(Finding::sentence)
                .anyMatch(each -> each.startsWith("UDP from host c does not reach 10.0.0.1:40100 of host a, "));
    }

    @Test
    void shouldSayWhatThePathCarries() {
        hears(OWN, both(1372));
        hears(OWN_TOO, both(1372));

        assertThat(b.isKnown(FULL_BYTES)).isFalse();
        assertThat(sentence(Finding.Level.WARNING))
                .startsWith(
                        "packets of 1500 bytes do not reach host b uncut, those of 1400 do; set transport.mtu=1400 ");
        assertThat(findings(true)).extracting(Finding::level).contains(Finding.Level.PROBLEM);
    }

    @Test
    void shouldSayThatTheConfigIsAnother() {
        b.onGreeting(greeting("other", "1.0", Map.of(), 0), 300, OWN, nowUs);

        assertThat(b.isKnown(FULL_BYTES)).isTrue(); // there is nothing more to find out
        assertThat(sentence(Finding.Level.PROBLEM))
                .isEqualTo("host b has another config (digest other, here digest); give every host the same file and"
                        + " options");
    }

    @Test
    void shouldSayThatTheSecretIsAnother() {
        JobSecret one = JobSecret.of("the secret of a job");
        JobSecret other = JobSecret.of("that of another one");
        assertThat(betweenSecrets(one, one)).startsWith("host b: UDP gets through");
        assertThat(betweenSecrets(one, other))
                .isEqualTo("host b has another job.secret than this one: peers of one would not be let in by the"
                        + " other; give every host the same");
        assertThat(betweenSecrets(one, JobSecret.NONE)).startsWith("host b has no job.secret, this one has one: ");
        assertThat(betweenSecrets(JobSecret.NONE, one)).startsWith("host b has a job.secret, this one has none: ");
    }

    /** What host a finds first of host b, which has greeted it. */
    private String betweenSecrets(JobSecret ofA, JobSecret ofB) {
        Neighbour atA = new Neighbour("a", "b", "digest", "1.0", ofA, List.of(OWN), List.of(THEIRS));
        Neighbour atB = new Neighbour("b", "a", "digest", "1.0", ofB, List.of(THEIRS), List.of(OWN));
        atB.onGreeting(atA.greeting(List.of(), false, nowUs), FULL_BYTES, THEIRS, nowUs);
        Greeting answer = Greeting.decode(atB.greeting(List.of(), false, nowUs).encode(FULL_BYTES));
        atA.onGreeting(answer, FULL_BYTES, OWN, nowUs);
        return atA.findings(30, false, FULL_BYTES, HEADERS_BYTES, false).get(0).sentence();
    }

    @Test
    void shouldSayThatTheVersionIsAnother() {
        b.onGreeting(greeting("digest", "0.9", both(FULL_BYTES), 0), 300, OWN, nowUs);

        assertThat(sentence(Finding.Level.WARNING)).startsWith("host b runs Rondo 0.9, this one 1.0; ");
    }

    @Test
    void shouldMeasureTheOtherClockByTheQuickestAnswer() {
        answer(3_000_000, 200, 200);
        answer(3_000_000, 9_000, 200); // late on one way: nothing can be told from it

        assertThat(sentence(Finding.Level.WARNING)).startsWith("the clock of host b is 3.0 s ahead of this one's: ");
    }

    @Test
    void shouldKnowAClockThatIsBehind() {
        answer(-700_000, 200, 200);

        assertThat(sentence(Finding.Level.WARNING)).startsWith("the clock of host b is 0.7 s behind this one's: ");
    }

    /** A greeting from here, and its answer, with these times on the way. */
    private void answer(long offsetUs, long thereUs, long backUs) {
        long sentUs = nowUs;
        long heardUs = sentUs + thereUs + offsetUs;
        long answeredUs = heardUs + 50;
        nowUs = sentUs + thereUs + 50 + backUs;
        Greeting answer = new Greeting(
                "b", "digest", "1.0", NO_PROOF, List.of(), both(FULL_BYTES), false, answeredUs, sentUs, heardUs);
        b.onGreeting(answer, 300, OWN, nowUs);
    }

    private void hears(Endpoint at, Map<String, Integer> heard) {
        b.onGreeting(greeting("digest", "1.0", heard, nowUs - 500), 300, at, nowUs);
    }

    /** Of a clock that goes right; heard 200 us after it was sent, answered after 100 us. */
    private Greeting greeting(String digest, String version, Map<String, Integer> heard, long echoUs) {
        return new Greeting(
                "b",
                digest,
                version,
                NO_PROOF,
                List.of(),
                heard,
                false,
                nowUs - 200,
                echoUs,
                echoUs == 0 ? 0 : echoUs + 200);
    }

    private static Map<String, Integer> both(int bytes) {
        return Map.of(THEIRS.text(), bytes, THEIRS_TOO.text(), bytes);
    }

    private List<Finding> findings(boolean isMtuFixed) {
        return b.findings(30, false, FULL_BYTES, HEADERS_BYTES, isMtuFixed);
    }

    /** The first one of a level. */
    private String sentence(Finding.Level level) {
        return findings(false).stream()
                .filter(finding -> finding.level() == level)
                .findFirst()
                .orElseThrow()
                .sentence();
    }
}
