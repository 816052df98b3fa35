package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.cli.Main;
import io.rondo.peer.process.BadInputs.Case;
import io.rondo.peer.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input through the real command line, the peers being processes: exit code 1, one sentence, nothing left behind.
 * The answers are in {@code docs/failure-modes.md}; {@code mvn test -Dtest=BadInputTest -Drondo.writeDocs=true} writes
 * them there.
 */
@Tag("process")
@Timeout(300)
class BadInputTest {
    private static final Path PAGE = Path.of(System.getProperty("rondo.root"), "docs", "failure-modes.md");
    private static final String TABLE_BEGIN = "| what is wrong | command | answer |\n|---|---|---|\n";
    /** By number of the case. */
    private static final Map<Integer, String> ROWS = new TreeMap<>();

    @TempDir
    private static Path directory;

    private static World world;

    @BeforeAll
    static void layOut() throws IOException {
        world = World.withNoise(directory, "bad");
        BadInputs.layOut(directory);
    }

    static List<Case> cases() {
        return BadInputs.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldRefuseBadInputInOneSentence(Case bad) throws IOException {
        StringWriter err = new StringWriter();
        int exitCode;
        try (RunDirectory used = RunDirectory.lockRun(directory.resolve("used"), "");
                DatagramSocket port = BadInputs.takePort()) {
            assertThat(used.path()).exists();
            assertThat(port.isClosed()).isFalse();
            exitCode = Main.run(arguments(bad), new PrintWriter(new StringWriter()), new PrintWriter(err));
        }

        String answer = err.toString().replace(directory + "/", "");
        assertThat(exitCode).as(answer).isEqualTo(1);
        assertThat(answer).startsWith("rondo: ").contains(bad.answer()).hasLineCount(1);
        assertThat(ProcessHandle.current().children().filter(Rondo::isPeer)).isEmpty();
        world.assertNothingLeft();
        ROWS.put(
                BadInputs.all().indexOf(bad),
                "| " + bad.what() + " | `rondo " + bad.command() + "` | "
                        + answer.strip().replace("|", "\\|") + " |\n");
    }

    private static String[] arguments(Case bad) {
        List<String> arguments = new ArrayList<>();
        String before = "";
        for (String word : bad.command().split(" ")) {
            boolean isPath = List.of("--data-dir", "--config", "--checkpoint").contains(before);
            arguments.add(isPath ? directory.resolve(word).toString() : word.replace("dir=", "dir=" + directory + "/"));
            before = word;
        }
        if (arguments.get(0).equals("train")) {
            arguments.addAll(1, List.of("--set", "job=" + world.job()));
            if (!bad.command().contains("output.dir")) {
                arguments.addAll(1, List.of("--set", "output.dir=" + directory.resolve("out")));
            }
        }
        return arguments.toArray(String[]::new);
    }

    @Test
    void shouldSayWhichPortAPeerStartedByHandCannotHave() throws IOException {
        List<String> command = Rondo.command(List.of(
                "peer", "--config", "taken.yaml", "--set", "job=" + world.job(), "--set", "transport.kind=udp"));
        try (DatagramSocket port = BadInputs.takePort();
                Rondo first = Rondo.startCommand(directory, with(command, "--id", "0"), Map.of());
                Rondo second = Rondo.startCommand(directory, with(command, "--id", "1"), Map.of())) {
            assertThat(port.isClosed()).isFalse();
            assertThat(first.awaitExit()).isEqualTo(1);
            Rondo.signal("INT", second.handle()); // it waits for the first one to come back
            assertThat(second.awaitExit()).isNotZero();
            assertThat(first.err().get(first.err().size() - 1))
                    .startsWith("rondo: peer 0 cannot open UDP port 40300 of 127.0.0.1: ")
                    .contains("Address already in use")
                    .endsWith("; choose another peers[].port, or end the program that uses it");
        }
        world.assertNothingLeft();
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void shouldRefuseAnOlderJdk() throws IOException {
        Path home = Files.createDirectory(directory.resolve("jdk-17"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
        String script =
                Path.of(System.getProperty("rondo.root"), "scripts", "rondo").toString();

        try (Rondo rondo =
                Rondo.startCommand(directory, List.of(script, "train"), Map.of("RONDO_JAVA_HOME", home.toString()))) {
            assertThat(rondo.awaitExit()).isEqualTo(1);
            assertThat(rondo.err())
                    .containsExactly("rondo: RONDO_JAVA_HOME=" + home + " holds JDK 17, JDK 25 or newer is needed");
        }
    }

    /** A checkpoint holds the run's seconds and config in words: its length differs from run to run. */
    private static String withoutSizes(String rows) {
        return rows.replaceAll("expected \\d+ bytes, found \\d+", "expected N bytes, found M");
    }

    @AfterAll
    static void compareWithThePage() throws IOException {
        if (ROWS.size() < BadInputs.all().size()) {
            return; // some case failed, and said so
        }
        String page = Files.readString(PAGE);
        int begin = page.indexOf(TABLE_BEGIN) + TABLE_BEGIN.length();
        int end = page.indexOf("\n\n", begin) + 1;
        String rows = String.join("", ROWS.values());
        if (Boolean.getBoolean("rondo.writeDocs")) {
            Files.writeString(PAGE, page.substring(0, begin) + rows + page.substring(end));
        } else {
            assertThat(withoutSizes(page.substring(begin, end)))
                    .as(PAGE.toString())
                    .isEqualTo(withoutSizes(rows));
        }
    }
}
