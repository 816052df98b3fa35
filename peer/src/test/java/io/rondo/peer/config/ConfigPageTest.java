package io.rondo.peer.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.TransportKind;
import io.rondo.membership.cluster.FailoverProfile;
import io.rondo.peer.config.yaml.Section;
import io.rondo.peer.data.deal.Scheme;
import io.rondo.peer.model.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/config.md} says what the program does. */
class ConfigPageTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-zA-Z0-9.\\[\\]]+)` \\|([^|]*)\\|([^|]*)\\|.*");

    private static String page;

    @BeforeAll
    static void readThePage() throws IOException {
        page = Files.readString(Path.of(System.getProperty("rondo.root"), "docs", "config.md"));
    }

    @Test
    void shouldGiveEveryKeyOfTheDefaultsWithItsDefault() {
        Map<String, String> documented = rows();

        leaves(EffectiveConfig.yaml(RondoConfig.defaults()))
                .forEach((key, value) ->
                        assertThat(documented).as("default of %s", key).containsEntry(key, value));
    }

    @Test
    void shouldDescribeEveryKeyThatThereIs() {
        List<String> others = List.of(
                "peers: [{id: 0, port: 1}]",
                "model: mlp",
                "model: {class: a.B}",
                "data: {set: mnist, dir: x}",
                "data: {class: a.B}",
                "membership: {nodes: [{port: 70}], dir: x}\npeers: [{id: 0, port: 1}]",
                "mode: central\npeers: [{id: 0, port: 1}, {id: 1, port: 2, role: server}]",
                "central: {consistency: ssp}",
                "central: {consistency: ssp, bound: {rule: epoch}}",
                "central: {consistency: ssp, bound: {rule: weights}}",
                "central: {consistency: backup}",
                "training: {steps: 1}",
                "training: {schedule: {name: step}}",
                "training: {schedule: {name: linear}}");
        Map<String, String> documented = rows();

        for (String yaml : others) {
            Map<String, Object> values = EffectiveConfig.values(ConfigReader.readText(yaml, "f"));
            assertThat(documented).containsKeys(keys("", values).toArray(String[]::new));
        }
        for (Coefficient coefficient : Coefficient.values()) {
            assertThat(documented).containsKey("training.optimizer." + coefficient.key());
        }
    }

    @Test
    void shouldNameEveryWordThatAKeyMayTake() {
        List<Object[]> words = List.of(
                Mode.values(),
                Scheme.values(),
                Backend.values(),
                RateScaling.values(),
                TransportKind.values(),
                Role.values(),
                ConsistencyName.values(),
                CentralConfig.GradientSum.values(),
                BoundRule.values(),
                ScheduleName.values(),
                FailoverProfile.values(),
                OptimizerName.values(),
                KnownNames.MODELS.toArray(),
                KnownNames.DATA_SETS.toArray());

        words.forEach(kind -> assertThat(kind)
                .allSatisfy(word -> assertThat(page)
                        .contains("`" + (word instanceof Enum<?> constant ? Section.word(constant) : word) + "`")));
    }

    @Test
    void shouldShowAnExampleThatIsAccepted() {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);

        assertThat(example.find()).isTrue();
        assertThat(ConfigReader.readText(example.group(1), "example").job()).isEqualTo("mnist-lenet");
    }

    /** Documented keys with their default as printed, without the back quotes. */
    private static Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        page.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .forEach(row ->
                        rows.put(row.group(1), row.group(3).replace("`", "").strip()));
        return rows;
    }

    /** The printed config as dotted key to printed value. */
    private static Map<String, String> leaves(String yaml) {
        Map<String, String> leaves = new LinkedHashMap<>();
        Map<Integer, String> path = new TreeMap<>();
        for (String line : yaml.lines().toList()) {
            String[] keyAndValue = line.split(" #", 2)[0].strip().split(":", 2);
            int depth = line.indexOf(keyAndValue[0]) / 2;
            String key = depth == 0 ? keyAndValue[0] : path.get(depth - 1) + "." + keyAndValue[0];
            path.put(depth, key);
            if (!keyAndValue[1].isBlank()) {
                leaves.put(key, keyAndValue[1].strip());
            }
        }
        return leaves;
    }

    private static List<String> keys(String path, Map<?, ?> values) {
        return values.entrySet().stream()
                .flatMap(entry -> {
                    String key = path + entry.getKey();
                    if (entry.getValue() instanceof Map<?, ?> inner) {
                        return keys(key + ".", inner).stream();
                    }
                    boolean mappings = entry.getValue() instanceof List<?> list
                            && !list.isEmpty()
                            && list.get(0) instanceof Map<?, ?>;
                    return mappings
                            ? keys(key + "[].", (Map<?, ?>) ((List<?>) entry.getValue()).get(0)).stream()
                            : java.util.stream.Stream.of(key);
                })
                .toList();
    }
}
