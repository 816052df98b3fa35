package io.rondo.peer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.membership.Member;
import io.rondo.membership.View;
import io.rondo.peer.train.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TargetKeeperTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(256, 64);
    private final List<String> events = new ArrayList<>();
    private final TargetKeeper targets = new TargetKeeper();

    @Test
    void shouldGoOnWhenTheNextViewOnlyHasMoreMembers() {
        Target target = targets.keep(view(1, "0.1", "2.1"), memory, () -> events.add("let go"));

        assertThat(targets.reusable(view(2, "0.1", "1.5", "2.1"))).isSameAs(target);
        assertThat(events).isEmpty();
    }

    @Test
    void shouldNotGoOnWhenSomebodyIsOutWhoMayWriteIntoIt() {
        targets.keep(view(1, "0.1", "1.1", "2.1"), memory, () -> {});

        assertThat(targets.reusable(view(2, "0.1", "2.1"))).isNull();
    }

    @Test
    void shouldTakeTheNextProcessOfAPeerForSomebodyElse() {
        targets.keep(view(1, "0.1", "1.1"), memory, () -> {});

        assertThat(targets.reusable(view(2, "0.1", "1.2"))).isNull();
    }

    @Test
    void shouldNotForgetWhoCameLater() {
        targets.keep(view(1, "0.1"), memory, () -> {});
        targets.reusable(view(2, "0.1", "1.1"));

        assertThat(targets.reusable(view(3, "0.1", "2.1"))).isNull();
    }

    private static View view(int generation, String... members) {
        return new View(
                "job",
                generation,
                Stream.of(members).map(TargetKeeperTest::member).toList());
    }

    /** @param name id and incarnation */
    private static Member member(String name) {
        String[] parts = name.split("\\.");
        return new Member(Integer.parseInt(parts[0]), "h", 1, Long.parseLong(parts[1]));
    }
}
