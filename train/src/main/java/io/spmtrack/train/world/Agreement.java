package io.spmtrack.train.world;

import io.spmtrack.engine.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all ranks must have in common. */
public final class Agreement {
    private Agreement() {}

    /**
     * Compares what the ranks know with what rank 0 knows.
     *
     * @param facts by name, the same names on every rank
     * @throws InputException on every rank, naming the first rank and fact that differ
     */
    public static void require(World world, Map<String, String> facts) {
        if (world.size() == 1) {
            return;
        }
        StringBuilder own = new StringBuilder();
        new TreeMap<>(facts)
                .forEach((name, value) -> own.append(name)
                        .append('=')
                        .append(value.replaceAll("\\s+", " "))
                        .append('\n'));
        List<List<String>> all = world.gather(own.toString()).stream()
                .map(text -> text.lines().toList())
                .toList();
        for (int rank = 1; rank < all.size(); rank++) {
            compare(rank, all.get(rank), all.getFirst());
        }
    }

    private static void compare(int rank, List<String> lines, List<String> first) {
        List<String> missing = new ArrayList<>(first);
        missing.removeAll(lines);
        List<String> more = new ArrayList<>(lines);
        more.removeAll(first);
        if (!missing.isEmpty() || !more.isEmpty()) {
            throw new InputException(
                    "rank " + rank + " has " + (more.isEmpty() ? "no " + missing.getFirst() : more.getFirst())
                            + ", but rank 0 has " + (missing.isEmpty() ? "not" : missing.getFirst())
                            + ": all ranks need the same program, settings, data, weights and processor family");
        }
    }

    /**
     * Compares a number that must be the same on all ranks.
     *
     * @throws IllegalStateException on every rank, naming those that differ
     */
    public static void require(World world, String what, long own) {
        long[] all = new long[world.size()];
        world.gather(new long[] {own}, all);
        List<Integer> others = new ArrayList<>();
        for (int rank = 1; rank < all.length; rank++) {
            if (all[rank] != all[0]) {
                others.add(rank);
            }
        }
        if (!others.isEmpty()) {
            throw new IllegalStateException("rank " + others.getFirst()
                    + (others.size() > 1 ? " and " + (others.size() - 1) + " more have" : " has")
                    + " other " + what + " than rank 0: training ends before they drift apart");
        }
    }
}
