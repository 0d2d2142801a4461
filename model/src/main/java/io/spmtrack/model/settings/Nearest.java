package io.spmtrack.model.settings;

import java.util.Collection;
import java.util.Comparator;

/** Finds what a mistyped word was probably meant to be. */
public final class Nearest {

    private Nearest() {}

    /** The candidate of the smallest edit distance; the first of equals. */
    public static String of(String word, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .orElseThrow(() -> new IllegalArgumentException("no candidates"));
    }

    /** Insertions, deletions and replacements of one character cost 1, and so do two neighbours in the wrong order. */
    static int distance(String first, String second) {
        int[][] cost = new int[first.length() + 1][second.length() + 1];
        for (int i = 0; i < cost.length; i++) {
            for (int j = 0; j < cost[i].length; j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (swapped(first, i, second, j)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[first.length()][second.length()];
    }

    private static boolean swapped(String first, int i, String second, int j) {
        return i > 1
                && j > 1
                && first.charAt(i - 1) == second.charAt(j - 2)
                && first.charAt(i - 2) == second.charAt(j - 1);
    }
}
