package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaCheckTest {
    private static final MemorySegment PARAMETERS = Arena.ofAuto().allocate(16);

    @Test
    void shouldAcceptEqualReplicas() {
        check("aaaa", 10, 20, 30, 40);
        check("a", 10);
    }

    /** Each letter is a replica; the peers have the ids 10, 20, … */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            aaba | peer 30 has other parameters than the rest
            baaa | peer 10 has other parameters than the rest
            aabc | peer 10, peer 20, peer 30, peer 40 do not agree, and no majority says who is right
            abcd | peer 10, peer 20, peer 30, peer 40 do not agree, and no majority says who is right
            aabb | peer 10, peer 20, peer 30, peer 40 do not agree, and no majority says who is right
            ab   | peer 10, peer 20 do not agree, and no majority says who is right
            aabbb| peer 10, peer 20 have other parameters than the rest
            """)
    void shouldNameWhoDiffersFromTheMost(String replicas, String who) {
        int[] ids = new int[replicas.length()];
        for (int rank = 0; rank < ids.length; rank++) {
            ids[rank] = 10 * (rank + 1);
        }

        assertThatThrownBy(() -> check(replicas, ids))
                .isInstanceOf(RondoException.class)
                .hasMessageStartingWith("replicas differ after step 50: " + who + ";");
    }

    private static void check(String replicas, int... ids) {
        List<Integer> peers = new ArrayList<>();
        for (int id : ids) {
            peers.add(id);
        }
        FakeExchange exchange = new FakeExchange(new ArrayList<>(), peers, own -> gathered(replicas));
        new ReplicaCheck(exchange, PARAMETERS).compare(50);
    }

    /** Four numbers a replica, of which the last tells them apart. */
    private static long[] gathered(String replicas) {
        long[] all = new long[4 * replicas.length()];
        for (int rank = 0; rank < replicas.length(); rank++) {
            all[4 * rank + 3] = replicas.charAt(rank);
        }
        return all;
    }
}
