package io.rondo.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.report.PeerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AimTest {
    private static final int PLANNED = 100;

    @Test
    void shouldHitTheHolderAndOperationsInAFifthOfAPlanAtLeast() {
        for (int seed = 0; seed < 200; seed++) {
            List<Injury> injuries = run(new Random(seed), PLANNED);

            assertThat(injuries.stream().filter(Injury::wasHolder).count())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(20);
            assertThat(injuries.stream().filter(Injury::isInOperation).count())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(20);
            assertThat(injuries).as("seed %d", seed).anyMatch(each -> !each.wasHolder() && !each.isInOperation());
        }
    }

    /** Only those that are aimed there hit, and of those at operations one in four misses. */
    private static List<Injury> run(Random random, int planned) {
        List<Injury> injuries = new ArrayList<>();
        while (injuries.size() < planned) {
            Aim aim = Aim.next(random, planned, injuries);
            boolean isHit = aim == Aim.EXCHANGING && random.nextInt(4) > 0;
            PeerState state = isHit ? PeerState.EXCHANGING : PeerState.COMPUTING;
            injuries.add(new Injury(injuries.size() + 1, 1, Hurt.KILL, state, aim == Aim.HOLDER, 80, 2000));
        }
        return injuries;
    }
}
