package io.rondo.peer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeeperTest {
    @Test
    void shouldNotRunADutyOnceItsRemovalReturns() throws InterruptedException {
        try (Keeper keeper = new Keeper()) {
            for (int round = 0; round < 20; round++) {
                AtomicBoolean isClosed = new AtomicBoolean();
                AtomicBoolean ranClosed = new AtomicBoolean();
                CountDownLatch isRunning = new CountDownLatch(1);
                Keeper.Duty duty = nowNs -> {
                    isRunning.countDown();
                    for (int spin = 0; spin < 100_000; spin++) {
                        Thread.onSpinWait();
                    }
                    ranClosed.compareAndSet(false, isClosed.get());
                    return 1;
                };
                keeper.add(duty);
                assertThat(isRunning.await(10, TimeUnit.SECONDS)).isTrue();

                keeper.remove(duty);
                isClosed.set(true);
                awaitARound(keeper);

                assertThat(ranClosed).as("round %d", round).isFalse();
            }
        }
    }

    @Test
    void shouldGoOnWithTheOthersWhenADutyFails() throws InterruptedException {
        try (Keeper keeper = new Keeper()) {
            keeper.add(nowNs -> {
                throw new IllegalStateException("broken");
            });
            awaitARound(keeper);
        }
    }

    private static void awaitARound(Keeper keeper) throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(2);
        keeper.add(nowNs -> {
            rounds.countDown();
            return 0;
        });
        assertThat(rounds.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
