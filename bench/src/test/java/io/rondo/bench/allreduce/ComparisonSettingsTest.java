package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is started where: OpenMPI's settings, cores, room. */
class ComparisonSettingsTest {
    @Test
    void shouldTryEveryMechanismWithAndWithoutHugePagesAndBinding() {
        List<MpiSetting> settings = MpiSetting.worthTrying(2, 2, List.of("cma", "none"));
        assertThat(settings)
                .extracting(MpiSetting::label)
                .containsExactly(
                        "default",
                        "cma+unbound",
                        "cma+core",
                        "cma+thp+unbound",
                        "cma+thp+core",
                        "none+unbound",
                        "none+core",
                        "none+thp+unbound",
                        "none+thp+core");
        assertThat(settings.get(0).options()).isEmpty();
        assertThat(settings.get(4).options())
                .containsExactly(
                        "--mca",
                        "btl_vader_single_copy_mechanism",
                        "cma",
                        "-x",
                        "THP=1",
                        "--bind-to",
                        "core:overload-allowed");
    }

    @Test
    void shouldTryYieldingWhereRanksShareCores() {
        assertThat(MpiSetting.worthTrying(4, 2, List.of("none")))
                .extracting(MpiSetting::label)
                .containsExactly("default", "none+yield", "none+spin", "none+thp+yield", "none+thp+spin");
    }

    @Test
    void shouldReadTheKernelsListOfCores() {
        assertThat(Cores.parse("0")).containsExactly(0);
        assertThat(Cores.parse("0-2,5,8-9")).containsExactly(0, 1, 2, 5, 8, 9);
    }

    @Test
    void shouldSayHowMuchSharedMemoryIsMissing() {
        long freeBytes = 100L << 20;
        SharedMemoryNeed.require(2, 9 << 20, true, Place.both(), freeBytes);
        SharedMemoryNeed.require(2, 18 << 20, true, List.of(Place.IN), freeBytes);
        SharedMemoryNeed.require(2, 1 << 30, false, Place.both(), freeBytes);
        assertThatThrownBy(() -> SharedMemoryNeed.require(2, 16 << 20, true, Place.both(), freeBytes))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining("2 peers with 2 windows of 16M need 64 MiB, and Aeron 64 MiB; 100 MiB are free");
    }
}
