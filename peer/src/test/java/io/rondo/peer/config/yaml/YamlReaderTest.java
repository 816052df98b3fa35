package io.rondo.peer.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
    @Test
    void shouldRememberWhereEachValueStands() {
        YamlMap root = read("# a comment\na: 1\nb:\n  - x\n  - {c: 1e-3}\n");

        assertThat(root.entry("a").orElseThrow().value())
                .isEqualTo(new YamlScalar(new Place("f", 2), YamlScalar.Type.WHOLE_NUMBER, "1"));
        assertThat(root.entry("b").orElseThrow().place()).hasToString("f:3");
        YamlList list = (YamlList) root.entry("b").orElseThrow().value();
        assertThat(list.values().get(0).place()).hasToString("f:4");
        assertThat(list.values().get(1).place()).hasToString("f:5");
    }

    @Test
    void shouldReadNothingFromComments() {
        assertThat(YamlReader.read("# nothing\n\n", line -> new Place("f", line)))
                .isEmpty();
    }

    @Test
    void shouldRefuseAKeyWrittenTwice() {
        refuses("a:\n  b: 1\n  c: 2\n  b: 3\n", "f:4: a.b: expected each key once, found it at f:2 too");
    }

    @Test
    void shouldRefuseWhatIsNoYaml() {
        refuses("a: 1\nb: [1, 2\nc: 3\n", "f:3: expected YAML, found a mistake: expected ',' or ']', but got");
        refuses("a: 1\n\tb: 2\n", "f:2: expected YAML, found a mistake: found character '\\t(TAB)'");
    }

    @Test
    void shouldRefuseAliasesRatherThanTakeThemForText() {
        refuses("a: &x 1\nb: [*x]\n", "f:2: b[0]: expected a plain value, found the alias *x");
    }

    @Test
    void shouldRefuseASecondDocument() {
        refuses("a: 1\n---\nb: 2\n", "f:3: expected one YAML document, found a second one");
    }

    private static void refuses(String text, String sentence) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(RondoException.class).hasMessageStartingWith(sentence);
    }

    private static YamlMap read(String text) {
        return (YamlMap) YamlReader.read(text, line -> new Place("f", line)).orElseThrow();
    }
}
