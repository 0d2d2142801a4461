package io.spmtrack.train.data;

import java.util.Arrays;
import java.util.List;

/** Which sequence each sample of one epoch shows; 8 bytes a sample at most. */
final class EpochOrder {

    private final int epoch;
    // Sample i takes slot slots[i]; group g has the slots starts[g] .. starts[g + 1] - 1.
    private final int[] slots;
    private final int[] starts;
    // Per group the sequence of every slot; empty for endless groups, which count on instead.
    private final int[][] members;

    private EpochOrder(int epoch, int[] slots, int[] starts, int[][] members) {
        this.epoch = epoch;
        this.slots = slots;
        this.starts = starts;
        this.members = members;
    }

    static EpochOrder of(List<SequenceGroup> groups, int samples, long seed, int epoch) {
        int[] starts = starts(groups, samples);
        int[][] members = new int[groups.size()][];
        for (int g = 0; g < members.length; g++) {
            Draws draws = Draws.of(seed, epoch, Draws.Purpose.ORDER, g + 1L);
            int count = starts[g + 1] - starts[g];
            members[g] = switch (groups.get(g)) {
                case SequenceGroup.Listed listed -> rounds(listed.sequences().size(), count, draws);
                case SequenceGroup.Endless _ -> new int[0];
            };
        }
        int[] slots = Draws.of(seed, epoch, Draws.Purpose.ORDER, 0).permutation(samples);
        return new EpochOrder(epoch, slots, starts, members);
    }

    /** Each group but the last has the floor of its share. */
    private static int[] starts(List<SequenceGroup> groups, int samples) {
        double sum = groups.stream().mapToDouble(SequenceGroup::weight).sum();
        int[] starts = new int[groups.size() + 1];
        for (int g = 0; g < groups.size(); g++) {
            int share = (int) Math.floor(groups.get(g).weight() / sum * samples);
            starts[g + 1] = Math.min(samples, starts[g] + share);
        }
        starts[groups.size()] = samples;
        return starts;
    }

    /** Random permutations of the sequences one after another, cut at {@code count}. */
    private static int[] rounds(int sequences, int count, Draws draws) {
        int[] members = new int[count];
        for (int done = 0; done < count; done += sequences) {
            int[] round = draws.permutation(sequences);
            System.arraycopy(round, 0, members, done, Math.min(sequences, count - done));
        }
        return members;
    }

    int epoch() {
        return epoch;
    }

    int group(int sample) {
        int slot = slots[sample];
        int group = Arrays.binarySearch(starts, slot);
        if (group < 0) {
            return -group - 2;
        }
        // Groups without samples share their start with the next one.
        while (starts[group + 1] == slot) {
            group++;
        }
        return group;
    }

    /** Number of samples of a group. */
    int count(int group) {
        return starts[group + 1] - starts[group];
    }

    /** Position of a sample among those of its group. */
    int offset(int sample) {
        return slots[sample] - starts[group(sample)];
    }

    /** Sequence of a sample in the list of its group. */
    int member(int sample) {
        return members[group(sample)][offset(sample)];
    }
}
