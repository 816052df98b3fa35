package io.rondo.peer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A violation of each kind is planted into a sound run of 3 peers, 6 steps, 3 epochs, and must be found. */
class LedgerViolationsTest {
    @TempDir
    private Path directory;

    private SmallRun run;

    @BeforeEach
    void setUp() {
        run = new SmallRun(directory).of3Peers(6);
    }

    @Test
    void shouldFindAnotherDigest() throws IOException {
        run.edit(0, replace("\"digest\":1003", "\"digest\":7"));

        assertViolations("ledger-0.jsonl:5: step 3 differs from ledger-1.jsonl:5: digest 7 instead of 1003");
    }

    @Test
    void shouldFindAnotherDigestInTheLastStep() throws IOException {
        run.edit(2, replace("\"digest\":1005", "\"digest\":7"));

        assertViolations("ledger-2.jsonl:7: step 5 differs from ledger-0.jsonl:7: digest 7 instead of 1005");
    }

    @Test
    void shouldFindAnotherGeneration() throws IOException {
        run.edit(1, replaceInStep(2, "\"generation\":0", "\"generation\":4"));

        assertViolations("ledger-1.jsonl:4: step 2 differs from ledger-0.jsonl:4: generation 4 instead of 0");
    }

    @Test
    void shouldFindAnotherEpoch() throws IOException {
        run.edit(1, replaceInStep(1, "\"epoch\":0", "\"epoch\":1"));

        assertViolations("ledger-1.jsonl:3: step 1 differs from ledger-0.jsonl:3: epoch 1 instead of 0");
    }

    @Test
    void shouldFindOtherShares() throws IOException {
        run.edit(1, replaceInStep(2, "[0,1]", "[1,0]"));

        assertViolations("ledger-1.jsonl:4: step 2 differs from ledger-0.jsonl:4: other shares");
    }

    @Test
    void shouldFindAWeightThatIsNotTheSumOfTheShares() throws IOException {
        run.edit(1, replaceInStep(2, "\"samples\":6", "\"samples\":5"));

        assertViolations(
                "ledger-1.jsonl:4: step 2 committed a weight of 5, its shares add up to 6",
                "ledger-1.jsonl:4: step 2 differs from ledger-0.jsonl:4: samples 5 instead of 6");
    }

    @Test
    void shouldFindTwoSharesOfOnePeer() throws IOException {
        run.editAll(replaceInStep(2, "{\"peer\":2,", "{\"peer\":1,"));

        assertViolations(
                "ledger-0.jsonl:4: step 2 has two shares of peer 1",
                "ledger-1.jsonl:4: step 2 has two shares of peer 1",
                "ledger-2.jsonl:4: step 2 has two shares of peer 1");
    }

    @Test
    void shouldFindAMissingStep() throws IOException {
        run.edit(1, withoutStep(3));

        assertViolations("ledger-1.jsonl:5: step 4 comes where step 3 should: a step is missing");
    }

    @Test
    void shouldFindAStepThatAllMissOnceInEachLedger() throws IOException {
        run.editAll(withoutStep(2));

        assertViolations(
                "ledger-0.jsonl:4: step 3 comes where step 2 should: a step is missing",
                "ledger-1.jsonl:4: step 3 comes where step 2 should: a step is missing",
                "ledger-2.jsonl:4: step 3 comes where step 2 should: a step is missing");
    }

    @Test
    void shouldFindAMissingFirstStep() throws IOException {
        run.edit(1, withoutStep(0));

        assertViolations("ledger-1.jsonl:2: step 1 comes where step 0 should: a step is missing");
    }

    @Test
    void shouldFindStepsBetweenIncarnationsThatNoLedgerHas() {
        for (int peer = 0; peer < 3; peer++) {
            run.commit(peer, 8, List.of(SmallRun.entry(8, 0, 0, 1, 2)));
        }

        assertViolations("ledger-0.jsonl:9: steps 6 to 7 are in no ledger");
    }

    @Test
    void shouldFindAStepThatComesTwice() throws IOException {
        run.edit(2, text -> lines(text, line -> isStep(line, 3) ? (line + "\n").repeat(2) : line + "\n"));

        assertViolations("ledger-2.jsonl:6: step 3 comes again, or too late, after step 3");
    }

    @Test
    void shouldFindAStepBeforeTheHeaders() {
        run.commit(2, 6, List.of(SmallRun.entry(5, 0, 0, 1, 2)));

        assertViolations("ledger-2.jsonl:9: step 5 comes before step 6, from which the header begins");
    }

    @Test
    void shouldFindASampleThatComesTwiceInAnEpochAndOneThatIsMissing() throws IOException {
        run.editAll(replaceInStep(3, "[8,9]", "[8,1]"));

        assertViolations(
                "ledger-0.jsonl:5: step 3 contributes sample 1 of peer 1 again in epoch 1",
                "ledger-0.jsonl:5: step 3 is the last of epoch 1, which lacks sample 9");
    }

    @Test
    void shouldFindSamplesThatAnEpochLacks() throws IOException {
        run.editAll(replaceInStep(3, "[8,9]", "[]"));
        run.editAll(replaceInStep(3, "\"samples\":6", "\"samples\":4"));

        assertViolations("ledger-0.jsonl:5: step 3 is the last of epoch 1, which lacks sample 8 and 1 more");
    }

    @Test
    void shouldFindWhatTheLastEpochLacksWhenItsCountIsFull() throws IOException {
        run.editAll(replaceInStep(5, "[8,9]", "[0,1]"));

        assertViolations(
                "ledger-0.jsonl:7: step 5 contributes sample 0 of peer 1 and 1 more again in epoch 2",
                "ledger-0.jsonl:7: step 5 is the last of epoch 2, which lacks sample 8 and 1 more");
    }

    @Test
    void shouldFindASampleThatTheSetDoesNotHave() throws IOException {
        run.editAll(replaceInStep(4, "[0,1]", "[12,1]"));

        assertViolations(
                "ledger-0.jsonl:6: step 4 contributes sample 12 of peer 0, the set has 0 to 11",
                "ledger-0.jsonl:7: step 5 is the last of epoch 2, which lacks sample 0");
    }

    @Test
    void shouldFindAnEpochThatGoesBack() throws IOException {
        run.editAll(replaceInStep(4, "\"epoch\":2", "\"epoch\":0"));

        assertViolations("ledger-0.jsonl:6: step 4 is of epoch 0, which was over");
    }

    @Test
    void shouldFindAnEpochThatWasLeftOut() throws IOException {
        run.editAll(text -> text.replace("\"epoch\":2", "\"epoch\":3"));

        assertViolations("ledger-0.jsonl:6: step 4 is of epoch 3, epoch 2 was left out");
    }

    @Test
    void shouldFindALineThatCannotBeRead() throws IOException {
        run.edit(1, replaceInStep(5, "\"digest\":1005,", ""));

        LedgerReport report = LedgerVerifier.verify(directory);

        assertThat(report.violations().count()).isEqualTo(1);
        assertThat(report.violations().first().get(0))
                .startsWith("ledger-1.jsonl:7: this is neither a header nor an entry: ")
                .contains("digest")
                .hasLineCount(1);
    }

    @Test
    void shouldFindEntriesWithoutAHeader() throws IOException {
        run.edit(1, text -> text.substring(text.indexOf('\n') + 1));

        assertViolations("ledger-1.jsonl:1: step 0 stands before any header");
    }

    @Test
    void shouldFindTheHeaderOfAnotherPeerOrRunOrFormat() throws IOException {
        run.edit(0, replace("\"peer\":0,\"samples\":12", "\"peer\":5,\"samples\":12"));
        run.edit(1, replace("\"samples\":12", "\"samples\":13"));
        run.edit(2, replace("\"format\":1", "\"format\":2"));

        assertViolations(
                "ledger-0.jsonl:1: this is peer 5's header in the ledger of peer 0",
                "ledger-1.jsonl:1: the header speaks of 13 samples with exactlyOnce true, another of 12 with true",
                "ledger-2.jsonl:1: the format is 2, this program reads 1");
    }

    @Test
    void shouldNotTakeAnyLastDifferenceForAnEvictedPeersCommit() throws IOException {
        run.edit(2, replaceInStep(5, "\"generation\":0", "\"generation\":-1"));

        assertViolations("ledger-2.jsonl:7: step 5 differs from ledger-0.jsonl:7: generation -1 instead of 0");
    }

    @Test
    void shouldFindAnyDigitThatIsChanged() throws IOException {
        String sound = Files.readString(run.file(1));
        for (int i = 0; i < sound.length(); i++) {
            if (Character.isDigit(sound.charAt(i))) {
                char other = sound.charAt(i) == '9' ? '0' : (char) (sound.charAt(i) + 1);
                Files.writeString(run.file(1), sound.substring(0, i) + other + sound.substring(i + 1));

                assertThat(LedgerVerifier.verify(directory).isVerified())
                        .as("character %d", i)
                        .isFalse();
            }
        }
    }

    @Test
    void shouldFindANegativeFirstStep() throws IOException {
        run.edit(1, replace("\"fromStep\":0", "\"fromStep\":-2"));

        assertViolations(
                "ledger-1.jsonl:1: the header begins from step -2",
                "ledger-1.jsonl:2: step 0 comes where step -2 should: 2 steps are missing");
    }

    @Test
    void shouldCountWhatItDoesNotKeep() throws IOException {
        run.edit(0, text -> text + "?\n".repeat(100));

        Findings violations = LedgerVerifier.verify(directory).violations();

        assertThat(violations.first()).hasSize(10);
        assertThat(violations.count()).isEqualTo(100);
    }

    private void assertViolations(String... sentences) {
        assertThat(LedgerVerifier.verify(directory).violations().first()).containsExactly(sentences);
    }

    private static UnaryOperator<String> replace(String what, String with) {
        return text -> {
            assertThat(text).containsOnlyOnce(what);
            return text.replace(what, with);
        };
    }

    private static UnaryOperator<String> replaceInStep(long step, String what, String with) {
        return text ->
                lines(text, line -> isStep(line, step) ? replace(what, with).apply(line) + "\n" : line + "\n");
    }

    private static UnaryOperator<String> withoutStep(long step) {
        return text -> lines(text, line -> isStep(line, step) ? "" : line + "\n");
    }

    private static String lines(String text, UnaryOperator<String> change) {
        return text.lines().map(change).collect(Collectors.joining());
    }

    private static boolean isStep(String line, long step) {
        return line.startsWith("{\"step\":" + step + ",");
    }
}
