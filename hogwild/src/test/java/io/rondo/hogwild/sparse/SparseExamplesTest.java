package io.rondo.hogwild.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseExamplesTest {
    @TempDir
    Path directory;

    @Test
    void shouldReadLibSvmLines() throws IOException {
        SparseExamples read = LibSvmReader.read(file("+1 1:0.5 7:-2 # a comment\n\n# nothing\n0 3:1e-2\n-1\n"));

        assertThat(read.count()).isEqualTo(3);
        assertThat(read.features()).isEqualTo(7);
        assertThat(read.label(0)).isEqualTo(1);
        assertThat(read.label(1)).isEqualTo(-1);
        assertThat(read.label(2)).isEqualTo(-1);
        assertThat(read.index(read.from(0) + 1)).isEqualTo(6);
        assertThat(read.value(read.from(0) + 1)).isEqualTo(-2);
        assertThat(read.to(2)).isEqualTo(read.from(2));
        assertThat(read.degree(2)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 1:1 | '2', expected a label of 1, -1 or 0",
                "yes 1:1 | 'yes', expected a label of 1, -1 or 0",
                "1 1:1 12 | '12', expected index:value",
                "1 :3 | ':3', expected index:value",
                "1 0:3 | index 0 after 0, expected rising indices from 1",
                "1 4:1 4:2 | index 4 after 4, expected rising indices from 1",
                "1 x:2 | 'x', expected an index from 1",
                "1 9999999999:2 | '9999999999', expected an index from 1",
                "1 3:abc | 'abc', expected a finite value",
                "1 3:NaN | 'NaN', expected a finite value"
            })
    void shouldNameFileAndLineOfABadExample(String bad, String why) throws IOException {
        Path file = file("1 1:1\n" + bad + "\n");

        assertThatThrownBy(() -> LibSvmReader.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ": line 2: " + why);
    }

    @Test
    void shouldRefuseAFileWithoutExamples() throws IOException {
        Path file = file("# nothing\n");

        assertThatThrownBy(() -> LibSvmReader.read(file)).hasMessageContaining("no example in it");
    }

    @Test
    void shouldDrawWhatItsSettingsSay() {
        SparseExamples even = new GeneratedExamples(3_000, 1_000, 10, 0, 5).draw();
        SparseExamples skewed = new GeneratedExamples(3_000, 1_000, 10, 2, 5).draw();

        assertThat(even.count()).isEqualTo(3_000);
        assertThat(even.features()).isEqualTo(1_000);
        assertThat(even.pairs()).isEqualTo(30_000);
        assertThat(rowsWithFirstTenth(even)).isBetween(0.08, 0.12);
        assertThat(rowsWithFirstTenth(skewed)).isGreaterThan(0.4);
        for (int pair = even.from(9) + 1; pair < even.to(9); pair++) {
            assertThat(even.index(pair)).isGreaterThan(even.index(pair - 1));
        }
    }

    @Test
    void shouldDrawTheSameFromTheSameSeed() {
        SparseExamples one = new GeneratedExamples(50, 100, 5, 1, 9).draw();
        SparseExamples other = new GeneratedExamples(50, 100, 5, 1, 9).draw();

        for (int pair = 0; pair < one.pairs(); pair++) {
            assertThat(one.index(pair)).isEqualTo(other.index(pair));
            assertThat(one.value(pair)).isEqualTo(other.value(pair));
        }
    }

    private static double rowsWithFirstTenth(SparseExamples examples) {
        long pairs = 0;
        for (int feature = 0; feature < examples.features() / 10; feature++) {
            pairs += examples.degree(feature);
        }
        return (double) pairs / examples.pairs();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("examples.svm"), text);
    }
}
