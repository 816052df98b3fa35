package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WindowTest {
    private final Path file =
            Path.of("/dev/shm/rondo-test-window-" + ProcessHandle.current().pid());

    @Test
    void shouldBeZeroAlignedAndLeaveNoFileBehind() throws IOException {
        try (Window window = Window.create(file, 3_000_000)) {
            assertThat(window.memory().byteSize()).isEqualTo(3_000_000);
            assertThat(window.memory().address() % 4096).isZero();
            assertThat(window.memory().getAtIndex(ValueLayout.JAVA_FLOAT, 749_999))
                    .isZero();
            assertThat(file).doesNotExist();
        }
    }
}
