package io.rondo.peer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CentralConfigTest {
    @Test
    void shouldPutServersBesideTheWorkersThatAreCounted() {
        RondoConfig config = ConfigReader.readText("mode: central\npeers: 3\ncentral: {servers: 2}", "f");

        assertThat(config.workers()).extracting(PeerConfig::id).containsExactly(0, 1, 2);
        assertThat(config.servers()).extracting(PeerConfig::id).containsExactly(3, 4);
    }

    @Test
    void shouldHaveNoServersInOtherModes() {
        assertThat(RondoConfig.defaults().servers()).isEmpty();
        assertThat(RondoConfig.defaults().workers())
                .isEqualTo(RondoConfig.defaults().peers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "central: {servers: 0}|central.servers: expected a whole number from 1 to 256, found 0",
                "central: {bound: 3}|central.bound: expected nothing, because consistency bsp does not use it, found 3",
                "central: {consistency: ssp, bound: {rule: fixed, step: 2}}|central.bound.step: expected nothing, because bound rule fixed",
                "central: {consistency: ssp, bound: {rule: epoch, factor: 2}}|central.bound.factor: expected nothing",
                "mode: central, central: {servers: 2, consistency: ssp, bound: {rule: weights}}|fixed or epoch with several servers",
                "central: {filter: 0.1}|central.filter: expected 0 without central.compression",
                "central: {consistency: asp, backups: 1}|central.backups: expected nothing",
                "central: {consistency: ssp-updates}|did you mean ssp_updates?",
                "mode: central, peers: 2, central: {consistency: backup, backups: 2}|less than the 2 workers",
                "peers: [{id: 0, port: 1}], central: {servers: 2}|because the peers are listed",
                "mode: central, central: {servers: 2}, training: {clipNorm: 1}|0 with mode central and several servers",
                "mode: central, peers: [{id: 0, port: 1}]|at least one worker and one server with mode central",
                "mode: central, peers: [{id: 0, port: 1, role: server}]|at least one worker and one server",
                "peers: [{id: 0, port: 1}, {id: 1, port: 2, role: server}]|peers[1].role: expected worker with mode ring"
            })
    void shouldRefuseWhatCannotBe(String yaml, String answer) {
        assertThatThrownBy(() -> ConfigReader.readText("{" + yaml + "}", "f"))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining(answer);
    }
}
