package io.rondo.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.cli.ExitCode;
import io.rondo.peer.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelsCommandTest {
    private static final long BYTES = 4096;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldSayWhatItMeasures() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("SUM_INTO_BOTH", "--sizes", "--seconds");
    }

    @Test
    void shouldRefuseSizesThatAreNoWholePages() {
        assertThat(run("--sizes", "4096,100")).isNotEqualTo(ExitCode.DONE);
        assertThat(err.toString()).contains("--sizes: 100 is not a multiple of 4096");
    }

    @Test
    void shouldRefuseToMeasureForNoTime() {
        assertThat(run("--seconds", "0")).isNotEqualTo(ExitCode.DONE);
        assertThat(err.toString()).contains("--seconds: 0.0 is not between 0 and 3600");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRunEveryCase(KernelCase kernelCase) {
        try (Arena arena = Arena.ofConfined()) {
            long room = BYTES + 64;
            long target = arena.allocate(room, 64).address();
            KernelCase.Pass pass = kernelCase.pass(
                    arena.allocate(room, 64).address(), arena.allocate(room, 64).address(), target, BYTES);
            assertThat(pass.run()).isZero(); // the buffers hold zeros
        }
    }

    private int run(String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "bench";
        args[1] = "kernels";
        System.arraycopy(options, 0, args, 2, options.length);
        return Main.run(args, new PrintWriter(out), new PrintWriter(err));
    }
}
