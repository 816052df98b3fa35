package io.rondo.bench.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {
    private static List<String> print(Measured measured) {
        StringWriter text = new StringWriter();
        new Matrix(new PrintWriter(text), measured.results()).print();
        return text.toString().lines().toList();
    }

    @Test
    void shouldPrintARowForEachSenderAndAColumnForEachReceiver() {
        assertThat(print(Measured.healthy(2, 2).rate(1, 0, 1, 97)))
                .startsWith(
                        "# Mbit/s: TCP / UDP / Aeron; rows send, columns receive",
                        "# rail 0                10.77.0.1            10.77.0.2",
                        "  10.77.0.1                     -      950 / 855 / 903",
                        "  10.77.0.2       950 / 855 / 903                    -",
                        "# rail 1                10.77.0.1            10.77.0.2",
                        "  10.77.0.1                     -      950 / 855 / 903",
                        "  10.77.0.2          97 / 87 / 92                    -",
                        "# all                   10.77.0.1            10.77.0.2",
                        "  10.77.0.1                     -   1900 / 1710 / 1805",
                        "  10.77.0.2    1900 / 1710 / 1805                    -")
                .contains("  10.77.0.1 10.77.0.2, all, 16777216, 150.00, 1710");
    }

    @Test
    void shouldMarkWhatFailed() {
        assertThat(print(Measured.healthy(3, 1).failure(2, 0, 0, "nothing arrived")))
                .filteredOn(line -> line.contains("failed"))
                .hasSize(3)
                .allMatch(line -> line.startsWith("  10.77.0.3"));
    }
}
