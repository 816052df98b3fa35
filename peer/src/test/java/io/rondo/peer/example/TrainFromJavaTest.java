package io.rondo.peer.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.report.RunReport;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(120)
class TrainFromJavaTest {
    @Test
    void shouldTrainTheUsersModelOnTheUsersDataInTwoProcesses(@TempDir Path directory) {
        RunReport report = TrainFromJava.train(directory.resolve("run").toString());

        assertThat(report.digests()).hasSize(2);
        assertThat(report.digests().stream().distinct()).hasSize(1);
        assertThat(report.epochs()).hasSize(3);
        assertThat(report.epochs().get(2).loss())
                .isLessThan(report.epochs().get(0).loss());
    }
}
