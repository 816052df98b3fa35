package io.rondo.peer.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackendTest {
    @Test
    void shouldComputeOnTheHostUnlessBuiltForCuda() {
        assertThat(Backend.AUTO.resolve(false)).isEqualTo(Backend.HOST);
        assertThat(Backend.AUTO.resolve(true)).isEqualTo(Backend.OPS);
    }

    @Test
    void shouldTakeTheConfiguredBackend() {
        assertThat(Backend.of("host").resolve(true)).isEqualTo(Backend.HOST);
        assertThat(Backend.of("ops").resolve(false)).isEqualTo(Backend.OPS);
        assertThat(Backend.of("auto")).isEqualTo(Backend.AUTO);
    }
}
