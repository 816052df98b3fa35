package io.rondo.peer.config.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that a mistyped one probably meant: the fewest edits away, if they are few. */
public final class Nearest {
    private Nearest() {}

    /**
     * The nearest known word, ignoring case, or empty when too many letters would have to change. Of two equally near
     * the one that begins the same for longer wins, then the longer one.
     */
    public static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> isNear(edits(word, candidate), candidate.length()))
                .min(Comparator.<String>comparingInt(candidate -> edits(word, candidate))
                        .thenComparingInt(candidate -> -commonStart(word, candidate))
                        .thenComparingInt(candidate -> -candidate.length()));
    }

    private static boolean isNear(int edits, int length) {
        return edits <= Math.max(2, length / 3) && edits < length;
    }

    private static int commonStart(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other (Damerau 1964). */
    static int edits(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
