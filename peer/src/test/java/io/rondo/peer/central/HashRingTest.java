package io.rondo.peer.central;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The placement of the published system: 785 keys, the weights and the bias of a logistic regression on MNIST. */
class HashRingTest {
    private static final List<String> FIVE = servers(5);

    private static List<String> servers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "server" + i).toList();
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (int pixel = 0; pixel < 784; pixel++) {
            keys.add("fc_weights." + pixel);
        }
        keys.add("fc_bias");
        return keys;
    }

    private static Map<String, Long> load(HashRing ring) {
        return keys().stream().collect(Collectors.groupingBy(ring::owner, TreeMap::new, Collectors.counting()));
    }

    @Test
    void shouldPlaceTheKeysAsThePublishedSystemDoes() {
        assertThat(load(new HashRing(FIVE, 100)).values()).containsExactly(160L, 155L, 143L, 173L, 154L);
    }

    @Test
    void shouldPlaceThemAsItDoesWithoutTheLastServer() {
        assertThat(load(new HashRing(servers(4), 100)).values()).containsExactly(184L, 198L, 191L, 212L);
    }

    @Test
    void shouldMoveTheKeysOfALostServerAloneAndToThoseWhoFollow() {
        HashRing before = new HashRing(FIVE, 100);
        HashRing after = new HashRing(servers(4), 100);

        for (String key : keys()) {
            List<String> owners = before.owners(key, 2);
            String expected = owners.get(0).equals("server4") ? owners.get(1) : owners.get(0);
            assertThat(after.owner(key)).as(key).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0.520", "5, 0.609", "10, 0.872", "50, 0.887", "100, 0.908"})
    void shouldSpreadTheLoadTheEvenerTheMoreTokensANodeHas(int tokensEach, double meanOverMost) {
        Map<String, Long> load = load(new HashRing(FIVE, tokensEach));

        double most = load.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(785.0 / 5 / most).isCloseTo(meanOverMost, within(0.0005));
    }

    @Test
    void shouldNameAllNodesWhenMoreAreWanted() {
        List<String> owners = new HashRing(FIVE, 3).owners("key", 9);

        assertThat(owners.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting())))
                .hasSize(5)
                .allSatisfy((node, times) -> assertThat(times).isOne());
    }
}
