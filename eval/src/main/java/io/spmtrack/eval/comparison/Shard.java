package io.spmtrack.eval.comparison;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The part of an evaluation that falls to one of several processes. All deal the same sequences in the same way, so they need not
 * talk.
 *
 * @param number of the process, from 0
 * @param of how many there are
 */
public record Shard(int number, int of) {
    /** All of it. */
    public static final Shard WHOLE = new Shard(0, 1);

    private static final String AUTO = "auto";
    private static final String SLURM = "SLURM_ARRAY_TASK_ID";
    private static final String SLURM_FIRST = "SLURM_ARRAY_TASK_MIN";
    private static final String SLURM_COUNT = "SLURM_ARRAY_TASK_COUNT";
    private static final String KUBERNETES = "JOB_COMPLETION_INDEX";

    public Shard {
        if (number < 0 || number >= of) {
            throw new IllegalArgumentException("there is no process " + number + " of " + of);
        }
    }

    /**
     * Reads {@code 3/8}, {@code auto} or {@code auto/8}: a task of an array in Slurm or of an indexed job in Kubernetes knows its
     * number.
     *
     * @throws InputException if it is none of these, or the environment says nothing
     */
    public static Shard parse(String text, Map<String, String> environment) {
        String[] parts = text.split("/", -1);
        if (parts.length > 2 || parts.length == 1 && !parts[0].equals(AUTO)) {
            throw wrong(text, "expected a number and how many there are, as 0/8, or auto");
        }
        boolean slurm = environment.containsKey(SLURM);
        int number = !parts[0].equals(AUTO)
                ? count(text, parts[0])
                : slurm
                        ? count(SLURM, environment.get(SLURM))
                                - count(SLURM_FIRST, environment.getOrDefault(SLURM_FIRST, "0"))
                        : count(text, environment.getOrDefault(KUBERNETES, ""));
        int of = parts.length == 2 ? count(text, parts[1]) : count(text, environment.getOrDefault(SLURM_COUNT, ""));
        if (number < 0 || number >= of) {
            throw wrong(text, "number " + number + " does not lie in 0 to " + (of - 1));
        }
        return new Shard(number, of);
    }

    private static int count(String where, String text) {
        if (!text.matches("\\d{1,6}")) {
            throw wrong(
                    where,
                    "'" + text + "' is no number; auto takes it from " + SLURM + " or " + KUBERNETES
                            + ", and how many there are from " + SLURM_COUNT + " or as in auto/8");
        }
        return Integer.parseInt(text);
    }

    private static InputException wrong(String text, String why) {
        return new InputException("--shard=" + text + ": " + why);
    }

    /** Its own of all sequences, in their order: the longest are dealt first, each to whoever has the fewest frames. */
    public List<Sequence> own(List<Sequence> all) {
        List<Integer> longestFirst = IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -all.get(i).size()))
                .toList();
        long[] frames = new long[of];
        boolean[] mine = new boolean[all.size()];
        for (int sequence : longestFirst) {
            int least = IntStream.range(0, of)
                    .boxed()
                    .min(Comparator.comparingLong(i -> frames[i]))
                    .orElseThrow();
            frames[least] += all.get(sequence).size();
            mine[sequence] = least == number;
        }
        List<Sequence> own = new ArrayList<>();
        for (int i = 0; i < mine.length; i++) {
            if (mine[i]) {
                own.add(all.get(i));
            }
        }
        return own;
    }
}
