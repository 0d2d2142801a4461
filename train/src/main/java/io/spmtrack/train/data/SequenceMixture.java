package io.spmtrack.train.data;

import io.spmtrack.eval.Sequence;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * Says which sequence a sample is drawn from ({@code docs/spec/data.md §4}): in every epoch each group has its share of
 * the samples, goes through its sequences in random order, and all is shuffled. A function of seed, epoch and index;
 * safe for any number of threads.
 */
public final class SequenceMixture {

    private static final int REMEMBERED = 2;

    private final List<SequenceGroup> groups;
    private final int samples;
    private final long seed;
    // Neighbouring epochs are in use at once where one ends and the next begins.
    private final AtomicReferenceArray<EpochOrder> orders = new AtomicReferenceArray<>(REMEMBERED);

    private final List<ConcurrentMap<Long, Sequence>> recent;

    /**
     * @param samples samples of an epoch
     * @param seed of every decision made here
     */
    public SequenceMixture(List<SequenceGroup> groups, int samples, long seed) {
        if (groups.isEmpty() || samples < 1) {
            throw new IllegalArgumentException(
                    "a mixture needs groups and samples, not " + groups.size() + " and " + samples);
        }
        this.groups = List.copyOf(groups);
        this.recent = Stream.<ConcurrentMap<Long, Sequence>>generate(ConcurrentHashMap::new)
                .limit(groups.size())
                .toList();
        this.samples = samples;
        this.seed = seed;
    }

    /** Samples of an epoch. */
    public int samples() {
        return samples;
    }

    /**
     * The sequence that sample {@code index} of an epoch is meant to show.
     *
     * @throws IndexOutOfBoundsException if an epoch has no such sample
     */
    public Sequence sequence(int epoch, int index) {
        Objects.checkIndex(index, samples);
        EpochOrder order = order(epoch);
        int group = order.group(index);
        return switch (groups.get(group)) {
            case SequenceGroup.Listed listed ->
                target(
                        listed.members().get(order.member(index)),
                        SampleRandom.of(seed, epoch, SampleRandom.Purpose.TARGET, index));
            case SequenceGroup.Endless endless -> {
                long member = epoch * order.span(group, endless.uses()) + order.member(index);
                yield endless.uses() == 1 ? endless.sequences().apply(member) : recent(group, endless, member);
            }
        };
    }

    /** Keeps the sequences of this and the neighbouring windows. */
    private Sequence recent(int group, SequenceGroup.Endless endless, long member) {
        ConcurrentMap<Long, Sequence> known = recent.get(group);
        known.keySet().removeIf(other -> Math.abs(other - member) > 2L * EpochOrder.WINDOW);
        return known.computeIfAbsent(member, endless.sequences()::apply);
    }

    /** Index of the group that sample {@code index} of an epoch is meant to show. */
    int group(int epoch, int index) {
        return order(epoch).group(Objects.checkIndex(index, samples));
    }

    /** Another sequence in place of one that failed: group by weight, sequence uniformly. */
    Sequence another(SampleRandom draws) {
        double left = draws.nextDouble()
                * groups.stream().mapToDouble(SequenceGroup::weight).sum();
        int group = 0;
        while (group < groups.size() - 1 && left >= groups.get(group).weight()) {
            left -= groups.get(group++).weight();
        }
        return switch (groups.get(group)) {
            case SequenceGroup.Listed listed ->
                target(listed.members().get(draws.below(listed.members().size())), draws);
            case SequenceGroup.Endless endless -> endless.sequences().apply(draws.nextLong() >>> 1);
        };
    }

    /** One of the targets of a video or picture; draws nothing where there is one. */
    private static Sequence target(List<Sequence> targets, SampleRandom draws) {
        return targets.size() == 1 ? targets.getFirst() : targets.get(draws.below(targets.size()));
    }

    private EpochOrder order(int epoch) {
        int place = Math.floorMod(epoch, REMEMBERED);
        EpochOrder known = orders.get(place);
        if (known != null && known.epoch() == epoch) {
            return known;
        }
        EpochOrder made = EpochOrder.of(groups, samples, seed, epoch);
        orders.set(place, made);
        return made;
    }
}
