package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A neighbour may leave the generation after it has said where its window is: that breaks the ring, it is no one's mistake. */
class SharedWindowTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final long BYTES = 8192;
    private static final String GONE = "window closed: peer=8 generation=3";

    private final Arena arena = Arena.ofShared();
    private Window own;
    private Window theirs;

    @BeforeEach
    void make() throws IOException {
        own = window(0, 3);
        theirs = window(1, 3);
    }

    @AfterEach
    void release() {
        own.close();
        arena.close();
    }

    @Test
    void shouldReachTheOtherWindow() throws IOException {
        theirs.memory().fill((byte) 5);
        assertThat(share().address(1)).isNotEqualTo(theirs.memory().address()); // a mapping of its own
        assertThat(share().firstStranger()).isNegative();
        theirs.close();
    }

    @Test
    void shouldBreakWhenTheOwnerGoesOnInAnotherGeneration() {
        WindowHeader.write(theirs.address(), ring(1, 4), BYTES);
        assertThatThrownBy(this::share).isInstanceOf(RingBrokenException.class).hasMessageStartingWith(GONE);
        theirs.close();
    }

    @Test
    void shouldBreakWhenTheOwnerHasClosedIt() {
        long descriptor = theirs.descriptor();
        theirs.close();
        assertThatThrownBy(() -> share(descriptor))
                .isInstanceOf(RingBrokenException.class)
                .hasMessageStartingWith(GONE);
    }

    private SharedWindow share() throws IOException {
        return share(theirs.descriptor());
    }

    private SharedWindow share(long descriptor) throws IOException {
        return new SharedWindow(
                ring(0, 3), own, new long[] {PID, PID}, new long[] {own.descriptor(), descriptor}, arena);
    }

    private static Window window(int rank, int generation) throws IOException {
        Window window = Window.create(Path.of("/dev/shm/rondo-test-shared-" + PID + "-" + rank), BYTES);
        WindowHeader.write(window.address(), ring(rank, generation), BYTES);
        return window;
    }

    private static Ring ring(int rank, int generation) {
        List<Seat> seats = List.of(new Seat(7, "here", 40100, List.of()), new Seat(8, "here", 40101, List.of()));
        return new Ring("shared", generation, seats, rank);
    }
}
