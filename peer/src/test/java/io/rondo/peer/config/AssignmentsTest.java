package io.rondo.peer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.yaml.Assignment;
import io.rondo.peer.config.yaml.Place;
import io.rondo.peer.config.yaml.YamlMap;
import io.rondo.peer.config.yaml.YamlReader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What {@code --set} does to the file's values. */
class AssignmentsTest {
    @Test
    void shouldSetAKeyOverTheFile() {
        RondoConfig config = read("training: {batch: 8, epochs: 2}\n", "training.batch=16", "peers=3");

        assertThat(config.training().batch()).isEqualTo(16);
        assertThat(config.training().epochs()).isEqualTo(2);
        assertThat(config.peers()).hasSize(3);
    }

    @Test
    void shouldLetTheLastOneWin() {
        assertThat(read("mode: ring\n", "training.seed=1", "training.seed=2")
                        .training()
                        .seed())
                .isEqualTo(2);
    }

    @Test
    void shouldReadNumbersAsPeopleWriteThem() {
        RondoConfig config = read("mode: ring\n", "training.optimizer.learningRate=1e-3", "training.steps=1_000");

        assertThat(config.training().optimizer().get(Coefficient.LEARNING_RATE)).isEqualTo(0.001);
        assertThat(config.training().steps()).hasValue(1_000);
    }

    @Test
    void shouldOpenTheModelsShortForm() {
        RondoConfig config = read("model: mlp\n", "model.hidden=[256,128]");

        assertThat(config.model().name()).isEqualTo("mlp");
        assertThat(config.model().hidden()).containsExactly(256, 128);
    }

    @Test
    void shouldReplaceAWholeSection() {
        RondoConfig config = read("model: {name: mlp, hidden: [3]}\n", "model=lenet");

        assertThat(config.model()).isEqualTo(ModelConfig.named("lenet"));
    }

    @Test
    void shouldNameTheOptionOfARefusedValue() {
        refuses(
                "--set training.batch=0: training.batch: expected a whole number from 1 to 65536, found 0",
                "training.batch=0");
        refuses("--set trainig.batch=3: trainig: unknown key, expected one of job,", "trainig.batch=3");
        refuses("--set mode=[a: expected YAML, found a mistake: expected ',' or ']'", "mode=[a");
        refuses("--set training.seed: expected key=value, such as --set training.batch=16", "training.seed");
        refuses("--set =3: expected key=value", "=3");
        refuses("--set a..b=3: expected key=value", "a..b=3");
        refuses("--set training.seed=: training.seed: expected a whole number, found nothing", "training.seed=");
        refuses("--set mode.x=3: mode.x: expected mode to be a mapping, found ring at rondo.yaml:1", "mode.x=3");
    }

    @Test
    void shouldKeepTheSecretOffTheCommandLineAndNotRepeatIt() {
        String sentence = "job.secret: expected in the config file only, found on the command line, which everybody on"
                + " this host can read";
        assertThatThrownBy(() -> read("mode: ring\n", "job.secret=sixteen and more characters"))
                .hasMessage(sentence);
        assertThatThrownBy(() -> read("mode: ring\n", "job={name: a, secret: short}"))
                .hasMessage(sentence);

        RondoConfig config = read("job: {secret: sixteen and more characters}\n", "job.name=mnist");
        assertThat(config.job()).isEqualTo("mnist");
        assertThat(config.secret().isSet()).isTrue();
    }

    @Test
    void shouldNameTheFileWhenAnOptionMakesItsValueImpossible() {
        assertThatThrownBy(() -> read(
                        "# first\ntraining:\n  optimizer: {name: adam, beta1: 0.5}\n", "training.optimizer.name=sgd"))
                .hasMessage("rondo.yaml:3: training.optimizer.beta1: expected nothing, because optimizer sgd uses only"
                        + " learningRate, found 0.5");
    }

    private static void refuses(String sentence, String... sets) {
        assertThatThrownBy(() -> read("mode: ring\n", sets))
                .isExactlyInstanceOf(RondoException.class)
                .hasMessageStartingWith(sentence);
    }

    private static RondoConfig read(String yaml, String... sets) {
        YamlMap file = (YamlMap)
                YamlReader.read(yaml, line -> new Place("rondo.yaml", line)).orElseThrow();
        return ConfigReader.read(
                file, Arrays.stream(sets).map(Assignment::parse).toList());
    }
}
