package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({"4,4", "1K,1024", "64k,65536", "16M,16777216", "1G,1073741824", "3KB,3072", "100B,100"})
    void shouldReadSizes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "1.5K", "-1", "1T", "12 K", "99999999999G"})
    void shouldRefuseWhatIsNoSize(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("not a size: " + text);
    }

    @Test
    void shouldWriteTheShortestThatIsExact() {
        assertThat(ByteSize.format(0)).isEqualTo("0");
        assertThat(ByteSize.format(1023)).isEqualTo("1023");
        assertThat(ByteSize.format(1536 << 10)).isEqualTo("1536K");
        assertThat(ByteSize.format(1L << 30)).isEqualTo("1G");
    }
}
