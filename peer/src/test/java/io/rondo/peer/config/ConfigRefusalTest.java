package io.rondo.peer.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each refusal is one sentence: file, line, key, what was expected, what was found, and what was probably meant. */
class ConfigRefusalTest {
    @Test
    void shouldNameTheNearestKeyOfAnUnknownOne() {
        refuses(
                "mode: ring\ntrainig:\n  epochs: 1\n",
                "rondo.yaml:2: trainig: unknown key, expected one of job, mode, peers, model, data, training,"
                        + " gossip, central, transport, recovery, start, membership, output; did you mean training?");
        refuses(
                "training:\n  epochs: 1\n  optimizer:\n    learning_rate: 1\n",
                "rondo.yaml:4: training.optimizer.learning_rate: unknown key, expected one of name, learningRate,"
                        + " momentum, beta1, beta2, decay, rho, epsilon; did you mean learningRate?");
    }

    @Test
    void shouldFindAKnownKeyThatStandsInTheWrongSection() {
        refuses("batch: 16\n", "rondo.yaml:1: batch: unknown key, expected one of", "; did you mean training.batch?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch: sixteen    | training.batch: expected a whole number, found sixteen",
                "batch: 1.5        | training.batch: expected a whole number, found 1.5",
                "batch: '16'       | training.batch: expected a whole number, found the text \"16\"",
                "batch: [16]       | training.batch: expected a whole number, found a list",
                "batch: {a: 1}     | training.batch: expected a whole number, found a mapping",
                "batch:            | training.batch: expected a whole number, found nothing",
                "batch: true       | training.batch: expected a whole number, found true",
                "batch: 0          | training.batch: expected a whole number from 1 to 65536, found 0",
                "batch: -3         | training.batch: expected a whole number from 1 to 65536, found -3",
                "batch: 3000000000 | training.batch: expected a whole number that fits 32 bits, found 3000000000",
                "epochs: 0         | training.epochs: expected a whole number from 1 to 1000000, found 0",
                "steps: 0          | training.steps: expected a whole number from 1 to 1000000000000, found 0",
                "seed: x           | training.seed: expected a whole number, found x",
                "digestEvery: 0    | training.digestEvery: expected a whole number from 1 to 1000000, found 0",
                "weightDecay: -1   | training.weightDecay: expected a number of at least 0, found -1",
                "weightDecay: .inf | training.weightDecay: expected a number, found .inf",
                "clipNorm: -0.5    | training.clipNorm: expected a number of at least 0, found -0.5",
                "clipNorm: often   | training.clipNorm: expected a number, found often",
                "optimizer: adam   | training.optimizer: expected a mapping, found adam",
                "stepTimeout: 5    | training.stepTimeout: expected a duration such as 250ms, 1s or 5m, found 5",
                "stepTimeout: 1ms  | training.stepTimeout: expected a duration from 1s to 24h, found 1ms",
                "backend: gpu      | training.backend: expected one of auto, host, ops, found gpu",
                "rateScaling: line | training.rateScaling: expected one of none, linear, sqrt, found line;"
                        + " did you mean linear?"
            })
    void shouldRefuseWrongTypesAndImpossibleValuesOfTraining(String line, String sentence) {
        refuses("# first line\ntraining:\n  " + line.strip() + "\n", "rondo.yaml:3: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learningRate: 0      | learningRate: expected a number above 0, found 0",
                "learningRate: -0.1   | learningRate: expected a number above 0, found -0.1",
                "learningRate: fast   | learningRate: expected a number, found fast",
                "beta1: 1             | beta1: expected a number from 0 to below 1, found 1",
                "epsilon: 0           | epsilon: expected a number above 0, found 0",
                "momentum: 0.9        | momentum: expected nothing, because optimizer adam uses only learningRate,"
                        + " beta1, beta2, epsilon, found 0.9",
                "name: sdg            | name: expected one of sgd, momentum, nesterovs, adam, amsgrad, adagrad,"
                        + " rmsprop, adamax, nadam, adadelta, found sdg; did you mean sgd?"
            })
    void shouldRefuseWhatAnOptimizerCannotUse(String line, String sentence) {
        refuses("training:\n  optimizer:\n    " + line.strip() + "\n", "rondo.yaml:3: training.optimizer." + sentence);
    }

    @Test
    void shouldRefuseASchedulesMistakes() {
        refuses(
                "training: {schedule: {name: cosin}}\n",
                "rondo.yaml:1: training.schedule.name: expected one of constant, step, exponential, cosine, linear,"
                        + " found cosin; did you mean cosine?");
        refuses(
                "training:\n  schedule:\n    name: cosine\n    factor: 0.1\n",
                "rondo.yaml:4: training.schedule.factor: expected nothing, because schedule cosine uses only endRate,"
                        + " warmupSteps, found 0.1");
        refuses(
                "training:\n  schedule:\n    name: step\n    factor: 2\n",
                "rondo.yaml:4: training.schedule.factor: expected a number above 0 and at most 1, found 2");
        refuses(
                "training:\n  schedule:\n    name: linear\n    endRate: 0.5\n",
                "rondo.yaml:4: training.schedule.endRate: expected at most the learning rate, 0.001, found 0.5");
        refuses(
                "training:\n  optimizer: {name: adadelta}\n  schedule: {name: cosine}\n",
                "rondo.yaml:3: training.schedule.name: expected constant, because optimizer adadelta has no learning"
                        + " rate, found cosine");
    }

    @Test
    void shouldRefuseImpossiblePeers() {
        refuses("peers: 0\n", "rondo.yaml:1: peers: expected a number of peers from 1 to 1024, found 0");
        refuses(
                "peers: many\n",
                "rondo.yaml:1: peers: expected a number of peers, or a list of {id, host, port, rails, role}, found many");
        refuses(
                "peers:\n  - {id: 0, port: 4000}\n  - {id: 0, port: 4001}\n",
                "rondo.yaml:3: peers[1].id: expected an id of its own for each peer, found 0, the id of peers[0] too");
        refuses(
                "peers:\n  - {id: 0, port: 4000}\n  - {id: 1, port: 4000}\n",
                "rondo.yaml:3: peers[1].port: expected a port of its own on each host, found 4000, which with its"
                        + " control port 5000 meets a port of peers[0] on 127.0.0.1");
        refuses(
                "peers:\n  - {id: 0, port: 4000}\n  - {id: 1, port: 5000}\n",
                "rondo.yaml:3: peers[1].port: expected a port of its own on each host, found 5000");
        refuses(
                "peers:\n  - {id: 0, host: a, port: 1}\n  - {id: 1, host: b, port: 1}\n  - {id: 2, host: a, port: 2}\n",
                "rondo.yaml:4: peers[2].host: expected the peers of one host to follow each other, found a");
        refuses(
                "peers:\n  - {id: 0, port: 1, rails: [eth0]}\n  - {id: 1, port: 2}\n",
                "rondo.yaml:3: peers[1].rails: expected as many rails as peers[0] has, 1, found 0");
        refuses("peers:\n  - {id: 0}\n", "rondo.yaml:2: peers[0].port: expected a whole number from 1 to 65535, found");
        refuses("peers:\n  - {port: 1}\n", "rondo.yaml:2: peers[0].id: expected a whole number from 0 to 65535, found");
        refuses("peers: [3]\n", "rondo.yaml:1: peers[0]: expected a mapping {id, host, port, rails, role}, found 3");
        refuses("peers: []\n", "rondo.yaml:1: peers: expected at least one peer, found none");
        refuses(
                "peers:\n  - {id: 0, port: 1, prot: 2}\n",
                "rondo.yaml:2: peers[0].prot: unknown key, expected one of id, host, port, rails, role; did you mean port?");
        refuses("mode: solo\npeers: 4\n", "rondo.yaml:2: peers: expected 1 with mode solo, found 4");
    }

    @Test
    void shouldListTheKnownModesModelsAndDataSets() {
        refuses(
                "mode: rign\n",
                "rondo.yaml:1: mode: expected one of solo, ring, gossip, central, found rign; did you mean ring?");
        refuses(
                "model: lenett\n",
                "rondo.yaml:1: model.name: expected one of " + String.join(", ", KnownNames.MODELS)
                        + ", found lenett; did you mean lenet?");
        refuses(
                "data:\n  set: mnsit\n",
                "rondo.yaml:2: data.set: expected one of " + String.join(", ", KnownNames.DATA_SETS)
                        + ", found mnsit; did you mean mnist?");
        refuses(
                "data: {partition: shufle}\n",
                "rondo.yaml:1: data.partition: expected one of shuffle, disjoint_contiguous, disjoint_round_robin,"
                        + " disjoint_random, overlap_reshuffle, found shufle; did you mean shuffle?");
    }

    @Test
    void shouldRefuseModelAndDataKeysThatHaveNoEffect() {
        refuses(
                "model: {name: lenet, hidden: [3]}\n",
                "rondo.yaml:1: model.hidden: expected no hidden layers, because only model mlp has them to choose,"
                        + " found [3] with model lenet");
        refuses("model: {name: mlp, hidden: []}\n", "rondo.yaml:1: model.hidden: expected at least one layer, found");
        refuses(
                "model: {name: mlp, hidden: [0]}\n",
                "model.hidden: expected a whole number from 1 to 1000000, found 0");
        refuses(
                "model: {name: mlp, hidden: 128}\n",
                "model.hidden: expected a list of whole numbers such as [256, 128]");
        refuses(
                "model: {name: mlp, class: a.B}\n",
                "rondo.yaml:1: model.name: expected either name or class, found both");
        refuses(
                "model: {class: my-model}\n",
                "model.class: expected the full name of a class, such as com.acme.MyModel");
        refuses(
                "data: {set: mnist}\n",
                "rondo.yaml:1: data.dir: expected the directory that holds the files of mnist,");
        refuses(
                "data: {dir: /x}\n",
                "data.dir: expected no directory, because the program makes data set digits itself");
        refuses(
                "data: {class: a.B, dir: /x}\n",
                "data.dir: expected no directory, because class a.B opens its own data");
        refuses("data: {class: a.B, set: mnist}\n", "data.set: expected either set or class, found both");
    }

    @Test
    void shouldRefuseTheOtherSectionsMistakes() {
        refuses(
                "job: a/b\n",
                "rondo.yaml:1: job: expected up to 64 letters, digits, '-', '_' and '.', the first a letter");
        refuses("job: \"a\\0b\"\n", "rondo.yaml:1: job: expected up to 64 letters, digits");
        refuses(
                "mode: ring\njob: {name: a, secret: guess me}\n",
                "rondo.yaml:2: job.secret: expected at least 16 characters in one line, found a text of 8");
        refuses(
                "job: {name: a, secret: \"sixteen characters,\\nand a line\"}\n",
                "rondo.yaml:1: job.secret: expected at least 16 characters in one line, found a text of 30");
        refuses(
                "transport: {kind: tcp}\n",
                "rondo.yaml:1: transport.kind: expected one of auto, window, ipc, udp, found tcp");
        refuses("transport: {mtu: 576}\n", "transport.mtu: expected a whole number from 1280 to 65535, found 576");
        refuses("transport: {offload: 1}\n", "transport.offload: expected true or false, found 1");
        refuses("recovery: {budget: 100ms}\n", "recovery.budget: expected a duration from 200ms to 1m, found 100ms");
        refuses("recovery: {budget: 61s}\n", "recovery.budget: expected a duration from 200ms to 1m, found 61s");
        refuses("start: {timeout: 0s}\n", "start.timeout: expected a duration from 1s to 24h, found 0s");
        refuses(
                "membership:\n  nodes: [a, b, c]\n",
                "rondo.yaml:2: membership.nodes[0]: expected a mapping {host, port}, found a");
        refuses(
                "membership: {nodes: [{port: 1}, {port: 9}]}\n",
                "rondo.yaml:1: membership.nodes: expected none, one or three nodes: only a majority of an odd number"
                        + " decides, found 2");
        refuses(
                "membership: {nodes: [{host: a}]}\n",
                "rondo.yaml:1: membership.nodes[0].port: expected a whole number from 1 to 65531, found 0");
        refuses(
                "membership: {nodes: [{port: 70}, {port: 80}, {port: 74}]}\n",
                "membership.nodes[2].port: expected a port at least 5 from that of nodes[0], because each node uses as"
                        + " many, found 74");
        refuses(
                "membership: {nodes: [{host: \"a b\", port: 70}]}\n",
                "membership.nodes[0].host: expected a host name or address, found \"a b\"");
        refuses("membership: {profile: saef}\n", "expected one of safe, fast, found saef; did you mean safe?");
        refuses(
                "membership: {nodes: [{port: 70}]}\npeers: 2\n",
                "rondo.yaml:2: peers: expected a list of {id, host, port}, because membership.nodes are given, found 2");
        refuses(
                "peers: [{id: 3, port: 73}]\nmembership: {nodes: [{port: 70}]}\n",
                "rondo.yaml:2: membership.nodes[0].port: expected a port that with the 4 above it is free of peers'"
                        + " ports and those 1000 above them, found 70, which meets peer 3");
        refuses(
                "output: {keep: 0}\n",
                "rondo.yaml:1: output.keep: expected a whole number from 1 to 1000000000, found 0");
        refuses("output: {checkpointEvery: -1}\n", "output.checkpointEvery: expected a whole number from 0 to");
        refuses("output: {dir: }\n", "output.dir: expected a text, found nothing");
        refuses("output: 7\n", "rondo.yaml:1: output: expected a mapping, found 7");
        refuses("- a\n- b\n", "rondo.yaml:1: expected settings such as \"mode: ring\", found a list");
    }

    private static void refuses(String yaml, String... parts) {
        assertThatThrownBy(() -> ConfigReader.readText(yaml, "rondo.yaml"))
                .isExactlyInstanceOf(RondoException.class)
                .hasMessageContainingAll(parts);
    }
}
