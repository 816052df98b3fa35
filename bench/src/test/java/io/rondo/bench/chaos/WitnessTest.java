package io.rondo.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.report.PeerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private final Witness witness = new Witness(ConfigReader.read(ConfigReader.nothing(), List.of()));

    @Test
    void shouldComplainOfAPeerThatWasEvictedThoughNobodyHadHurtIt() {
        witness.onHurt(2);

        witness.onEvent(new PeerEvent.Recovered(0, 2, List.of(0, 1), 70));

        assertThat(witness.complaints())
                .containsExactly("peer 3 was evicted in generation 2 though nobody had hurt it");
    }

    @Test
    void shouldNotComplainOfTheOneThatWasHurtUntilItIsHealed() {
        witness.onHurt(2);
        witness.onEvent(new PeerEvent.Recovered(0, 2, List.of(0, 1, 3), 70));
        assertThat(witness.complaints()).isEmpty();

        witness.onHealed(2);
        witness.onEvent(new PeerEvent.Recovered(0, 4, List.of(0, 1, 3), 70));

        assertThat(witness.complaints()).hasSize(1);
    }
}
