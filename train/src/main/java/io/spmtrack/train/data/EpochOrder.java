package io.spmtrack.train.data;

import java.util.Arrays;
import java.util.List;

/** Which sequence each sample of one epoch shows; 8 bytes a sample. */
final class EpochOrder {

    /** Sequences of an endless group that are in use at the same time, so that neighbouring samples differ. */
    static final int WINDOW = 16;

    private final int epoch;
    private final int[] starts;
    private final int[] groups;
    private final int[] members;

    private EpochOrder(int epoch, int[] starts, int[] groups, int[] members) {
        this.epoch = epoch;
        this.starts = starts;
        this.groups = groups;
        this.members = members;
    }

    static EpochOrder of(List<SequenceGroup> groups, int samples, long seed, int epoch) {
        EpochOrder order = new EpochOrder(epoch, starts(groups, samples), new int[samples], new int[samples]);
        int[] places =
                SampleRandom.of(seed, epoch, SampleRandom.Purpose.ORDER, 0).permutation(samples);
        for (int g = 0; g < groups.size(); g++) {
            int[] own = order.claim(g, places);
            switch (groups.get(g)) {
                case SequenceGroup.Listed listed -> {
                    SampleRandom draws = SampleRandom.of(seed, epoch, SampleRandom.Purpose.ORDER, g + 1L);
                    order.rounds(own, listed.members().size(), draws);
                }
                case SequenceGroup.Endless endless -> order.windows(own, endless.uses());
            }
        }
        return order;
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

    /** Gives a group its samples; returns them in ascending order. */
    private int[] claim(int group, int[] places) {
        int[] own = Arrays.copyOfRange(places, starts[group], starts[group + 1]);
        Arrays.sort(own);
        for (int sample : own) {
            groups[sample] = group;
        }
        return own;
    }

    /** Random permutations of the sequences one after another, cut where the samples end. */
    private void rounds(int[] own, int sequences, SampleRandom draws) {
        for (int done = 0; done < own.length; done += sequences) {
            int[] round = draws.permutation(sequences);
            for (int i = 0; i < Math.min(sequences, own.length - done); i++) {
                members[own[done + i]] = round[i];
            }
        }
    }

    /** Counts through a window of sequences {@code uses} times, then through the next window. */
    private void windows(int[] own, int uses) {
        for (int i = 0; i < own.length; i++) {
            members[own[i]] = i / (WINDOW * uses) * WINDOW + i % WINDOW;
        }
    }

    int epoch() {
        return epoch;
    }

    int group(int sample) {
        return groups[sample];
    }

    /** Which of the sequences of its group a sample shows; endless groups count from 0 in every epoch. */
    int member(int sample) {
        return members[sample];
    }

    /** A bound on the members of an endless group in an epoch, the same in all epochs. */
    long span(int group, int uses) {
        long window = (long) WINDOW * uses;
        return Math.ceilDiv(starts[group + 1] - starts[group], window) * WINDOW;
    }
}
