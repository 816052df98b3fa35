package io.rondo.peer.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.membership.JobSecret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveConfigTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mode: ring",
                "mode: solo",
                "mode: central\npeers: 3\ncentral: {servers: 2, consistency: ssp_updates, bound: 7, gradient: sum}",
                "mode: central\npeers: [{id: 0, port: 1}, {id: 1, port: 2, role: server}]",
                "mode: central\ncentral: {consistency: ssp, bound: {rule: epoch, value: 3, step: 2}}",
                "mode: central\ncentral: {consistency: ssp, bound: {rule: weights, factor: 0.5}}",
                "mode: central\ncentral: {consistency: backup, backups: 3, virtualNodes: 1}",
                "peers: 1",
                "peers: [{id: 7, port: 4000}, {id: 3, port: 4001}]",
                "peers: [{id: 0, host: 10.0.0.1, port: 1}, {id: 1, host: 10.0.0.1, port: 65535}]",
                "model: {name: mlp, hidden: [3, 2, 1]}",
                "model: {class: com.acme.My$Model}",
                "data: {class: com.acme.MyData}",
                "data: {set: mnist, dir: /data/mnist}",
                "training: {steps: 12_000, seed: -9223372036854775808, clipNorm: 1e-300, weightDecay: 12345678.9}",
                "training: {optimizer: {name: adadelta, rho: 0.5}}",
                "training: {schedule: {name: step, everySteps: 7, factor: 0.1, warmupSteps: 9}}",
                "recovery: {budget: 1500ms}",
                "job: 0x10"
            })
    void shouldReadBackEqual(String yaml) {
        RondoConfig config = ConfigReader.readText(yaml, "first");

        RondoConfig again = ConfigReader.readText(EffectiveConfig.yaml(config), "again");

        assertThat(again).isEqualTo(config);
        assertThat(EffectiveConfig.digest(again)).isEqualTo(EffectiveConfig.digest(config));
    }

    @ParameterizedTest
    @EnumSource(OptimizerName.class)
    void shouldReadEveryOptimizersDefaultsBack(OptimizerName name) {
        shouldReadBackEqual("training: {optimizer: {name: " + name + "}}");
    }

    @ParameterizedTest
    @EnumSource(ScheduleName.class)
    void shouldReadEverySchedulesDefaultsBack(ScheduleName name) {
        shouldReadBackEqual("training: {schedule: {name: " + name + "}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a: b",
                "#a",
                "a #b",
                "no",
                "null",
                "~",
                "1e3",
                "1_0",
                "0x1f",
                "-",
                "- a",
                "[a]",
                "{a",
                "'",
                "\"",
                "\\",
                "ä/ß",
                "a\u2028b",
                "a\u0085b",
                "a\tb",
                "a\u007f",
                "\uD83D\uDE80",
                "%",
                "@a",
                "`",
                "|",
                ">",
                "!x",
                "&a",
                "*a",
                "2001-01-01",
                ".inf",
                "true",
                " a "
            })
    void shouldQuoteAPathThatYamlWouldTakeForSomethingElse(String dir) {
        RondoConfig defaults = RondoConfig.defaults();
        OutputConfig output = new OutputConfig(java.nio.file.Path.of(dir), 1, 1);
        RondoConfig config = new RondoConfig(
                defaults.job(),
                defaults.secret(),
                defaults.mode(),
                defaults.peers(),
                defaults.model(),
                defaults.data(),
                defaults.training(),
                defaults.gossip(),
                defaults.central(),
                defaults.transport(),
                defaults.recovery(),
                defaults.start(),
                defaults.membership(),
                output);

        assertThat(ConfigReader.readText(EffectiveConfig.yaml(config), "again")).isEqualTo(config);
    }

    @Test
    void shouldMakeTheMainJobOfNothing() {
        RondoConfig config = RondoConfig.defaults();

        assertThat(config.job()).isEqualTo("digits-lenet");
        assertThat(config.mode()).isEqualTo(Mode.RING);
        assertThat(config.peers()).hasSize(4).allMatch(peer -> peer.port() == 0);
        assertThat(config.needsPorts()).isTrue();
        assertThat(config.training().optimizer()).isEqualTo(new OptimizerConfig(OptimizerName.ADAM, Map.of()));
        assertThat(config.output().dir()).hasToString("rondo-runs/digits-lenet");
    }

    @Test
    void shouldNeverTellTheSecret() {
        RondoConfig config = ConfigReader.readText("job: {name: mnist, secret: sixteen and more characters}", "f");

        assertThat(config.job()).isEqualTo("mnist");
        assertThat(config.secret()).isEqualTo(JobSecret.of("sixteen and more characters"));
        assertThat(EffectiveConfig.yaml(config) + EffectiveConfig.values(config) + config)
                .contains("mnist")
                .doesNotContain("sixteen");
        assertThat(EffectiveConfig.digest(config))
                .as("a short one could be found out by trying")
                .isEqualTo(EffectiveConfig.digest(ConfigReader.readText("job: mnist", "f")));
    }

    @Test
    void shouldKeepThePortsThatTheLauncherChose() {
        List<PeerConfig> chosen = List.of(
                new PeerConfig(0, "127.0.0.1", 40_100, List.of()), new PeerConfig(1, "127.0.0.1", 40_101, List.of()));

        RondoConfig config = RondoConfig.defaults().withPeers(chosen);

        assertThat(ConfigReader.readText(EffectiveConfig.yaml(config), "again").peers())
                .isEqualTo(chosen);
        assertThat(config.needsPorts()).isFalse();
        assertThat(config.peer(1).port()).isEqualTo(40_101);
    }

    @Test
    void shouldGiveAnotherDigestToAnotherConfig() {
        String one = EffectiveConfig.digest(RondoConfig.defaults());
        String other = EffectiveConfig.digest(ConfigReader.readText("training: {seed: 2}", "f"));

        assertThat(one).matches("[0-9a-f]{16}").isNotEqualTo(other);
    }
}
