package io.rondo.peer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.membership.Member;
import io.rondo.membership.View;
import io.rondo.peer.process.Await;
import io.rondo.peer.process.Rondo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(60)
class DeathWatchTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long INTERVAL_NS = 10_000_000;

    @TempDir
    private Path run;

    private final FakeMembership membership =
            new FakeMembership(new View("job", 7, List.of(member(0, 1), member(1, 1), member(2, 1))));
    private Process process;
    private long nowNs;
    private DeathWatch watch;

    @BeforeEach
    void startPeerOne() throws IOException {
        process = new ProcessBuilder("sleep", "60").start();
        ControlFile.write(run, 1, process.pid());
        watch = new DeathWatch(run, 0, Set.of(0, 1, 2), membership);
    }

    @AfterEach
    void end() {
        watch.close();
        process.destroyForcibly();
    }

    private static Member member(int id, long incarnation) {
        return new Member(id, "127.0.0.1", 40100 + id, incarnation);
    }

    @Test
    void shouldAccuseWhoDiesAndNobodyElse() throws Exception {
        watch.doWork(nowNs += INTERVAL_NS);
        assertThat(membership.accused).isEmpty();

        process.destroyForcibly(); // and not waited for: it is a zombie until it is
        Await.until(SOON, () -> works("7 1"), () -> "a dying process is not accused");
        process.waitFor();
        watch.doWork(nowNs += INTERVAL_NS);
        assertThat(membership.accused).containsOnly("7 1");
    }

    private boolean works(String accusation) {
        watch.doWork(nowNs += INTERVAL_NS);
        return membership.accused.contains(accusation);
    }

    @Test
    void shouldSayNothingOfWhoIsStopped() throws Exception {
        watch.doWork(nowNs += INTERVAL_NS);
        Rondo.signal("STOP", String.valueOf(process.pid()));
        watch.doWork(nowNs += INTERVAL_NS);
        assertThat(membership.accused).isEmpty();
    }

    @Test
    void shouldSayNothingOfWhomItNeverSawAlive() throws Exception {
        process.destroyForcibly().waitFor();
        watch.doWork(nowNs += INTERVAL_NS);
        assertThat(membership.accused).isEmpty();
    }

    @Test
    void shouldLookAtTheNewProcessOfAMember() throws Exception {
        watch.doWork(nowNs += INTERVAL_NS);
        Process former = process;
        process = new ProcessBuilder("sleep", "60").start();
        ControlFile.write(run, 1, process.pid());
        membership.view = new View("job", 8, List.of(member(0, 1), member(1, 2), member(2, 1)));
        former.destroyForcibly().waitFor();
        watch.doWork(nowNs += INTERVAL_NS);
        assertThat(membership.accused).isEmpty();

        process.destroyForcibly();
        Await.until(SOON, () -> works("8 1"), () -> "the new process's death is not seen");
    }

    @Test
    void shouldLeaveTheOthersToTheirOwnPredecessors() throws Exception {
        DeathWatch ofTwo = new DeathWatch(run, 2, Set.of(0, 1, 2), membership); // peer 0 comes after it
        ofTwo.doWork(nowNs += INTERVAL_NS);
        process.destroyForcibly().waitFor();
        ofTwo.doWork(nowNs += INTERVAL_NS);
        assertThat(membership.accused).isEmpty();
        ofTwo.close();
    }

    @Test
    void shouldPassOverMembersOfOtherHosts() throws Exception {
        ControlFile.write(run, 2, process.pid());
        DeathWatch acrossHosts = new DeathWatch(run, 0, Set.of(0, 2), membership);
        acrossHosts.doWork(nowNs += INTERVAL_NS);
        process.destroyForcibly();
        Await.until(
                SOON,
                () -> {
                    acrossHosts.doWork(nowNs += INTERVAL_NS);
                    return membership.accused.contains("7 2");
                },
                () -> "the next member of this host is not watched");
        acrossHosts.close();
    }
}
