package io.spmtrack.train.data;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ObjLongConsumer;

/**
 * Makes any sample of any epoch, always the same one: a pure function of the data, the settings and the seed
 * ({@code docs/spec/training.md §7}). When a step fails (too few frames, object lost by the jitter) another sequence is
 * drawn. Safe for any number of threads; frames of one source are read by one thread at a time.
 */
public final class SampleMaker {

    private final SequenceMixture mixture;
    private final SamplingSettings sampling;
    private final CropSettings crops;
    private final AugmentSettings augment;
    private final long seed;
    private final FrameSampler sampler;
    private final ThreadLocal<SampleStage> stages;
    private final SampleTimes times = new SampleTimes();
    private final Unreadable unreadable = new Unreadable();
    private final ObjLongConsumer<Sample> change;

    /** @param seed of every random decision about samples; the same as that of the mixture will do */
    public SampleMaker(
            SequenceMixture mixture,
            SamplingSettings sampling,
            CropSettings crops,
            AugmentSettings augment,
            long seed) {
        this(mixture, sampling, crops, augment, seed, (sample, number) -> {});
    }

    private SampleMaker(
            SequenceMixture mixture,
            SamplingSettings sampling,
            CropSettings crops,
            AugmentSettings augment,
            long seed,
            ObjLongConsumer<Sample> change) {
        this.change = change;
        this.mixture = Objects.requireNonNull(mixture);
        this.sampling = Objects.requireNonNull(sampling);
        this.crops = Objects.requireNonNull(crops);
        this.augment = Objects.requireNonNull(augment);
        this.seed = seed;
        this.sampler = new FrameSampler(sampling);
        this.stages = ThreadLocal.withInitial(() -> new SampleStage(crops, times));
    }

    /** Samples from the groups by their weights; {@code seed} rules both the mixture and the samples. */
    public static SampleMaker of(
            List<SequenceGroup> groups,
            SamplingSettings sampling,
            CropSettings crops,
            AugmentSettings augment,
            long seed) {
        return new SampleMaker(
                new SequenceMixture(groups, sampling.samplesPerEpoch(), seed), sampling, crops, augment, seed);
    }

    /**
     * The same samples, each changed in its arrays once it is made.
     *
     * @param change gets a sample and its number, counted over all epochs from 0
     */
    public SampleMaker changed(ObjLongConsumer<Sample> change) {
        return new SampleMaker(mixture, sampling, crops, augment, seed, change);
    }

    /** Samples of an epoch. */
    public int samplesPerEpoch() {
        return mixture.samples();
    }

    /** Sizes of the crops. */
    public CropSettings crops() {
        return crops;
    }

    /** Unreadable frames so far in whose place another sequence was drawn. */
    public long skipped() {
        return unreadable.skipped();
    }

    /** Where the time of all samples so far went. */
    public SampleTimes.Split times() {
        return times.split();
    }

    /**
     * Makes one sample.
     *
     * @param index below {@link #samplesPerEpoch()}
     * @throws InputException if a frame cannot be read, unless such frames are skipped, its folder is still there and they
     *     are few; or if none of many sequences yields a sample; the message names the sequence
     */
    public Sample make(int epoch, int index) {
        return make(epoch, index, room());
    }

    /** Arrays for a sample. */
    Sample room() {
        return Sample.room(crops, sampling);
    }

    /** The same in arrays that were used before. */
    Sample make(int epoch, int index, Sample room) {
        long begun = times.now();
        SampleRandom draws = SampleRandom.of(seed, epoch, SampleRandom.Purpose.SAMPLE, index);
        Sequence sequence = mixture.sequence(epoch, index);
        for (int attempt = 0; ; attempt++) {
            Optional<Sample> sample = attempt(sequence, draws, room);
            if (sample.isPresent()) {
                change.accept(sample.get(), (long) epoch * samplesPerEpoch() + index);
                unreadable.made();
                times.made(times.now() - begun);
                return sample.get();
            }
            if (attempt == sampling.redraws()) {
                throw new InputException(name(sequence) + ": neither it nor the " + sampling.redraws()
                        + " sequences drawn before it yield a training sample; they have too few frames with a box, or"
                        + " objects too small for the crop: check their boxes, or use other sequences");
            }
            sequence = mixture.another(draws);
        }
    }

    private Optional<Sample> attempt(Sequence sequence, SampleRandom draws, Sample room) {
        try {
            return sample(sequence, draws, room);
        } catch (InputException e) {
            if (sampling.skipUnreadable() && unreadable.mayBeSkipped(sequence.frames())) {
                return Optional.empty();
            }
            throw new InputException(name(sequence) + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IllegalStateException(name(sequence) + ": " + e, e);
        }
    }

    private Optional<Sample> sample(Sequence sequence, SampleRandom draws, Sample room) {
        // Two threads may have drawn the same sequence, and one source of frames serves one thread at a time.
        Frames source = sequence.frames();
        Optional<Sequence> cleaned;
        synchronized (source) {
            cleaned = sequence.cleaned();
        }
        Optional<SamplePlan> plan = cleaned.flatMap(usable -> SamplePlan.draw(usable, sampler, crops, augment, draws));
        return plan.flatMap(
                drawn -> stages.get().make(drawn, source, room, (made, error) -> again(made, drawn, source, error)));
    }

    private void again(Sample made, SamplePlan plan, Frames source, BoxError error) {
        try {
            stages.get().again(made, plan, source, error);
        } catch (InputException e) {
            throw new InputException(made.sequence() + ": " + e.getMessage(), e);
        }
    }

    private static String name(Sequence sequence) {
        return sequence.dataset() + "/" + sequence.name();
    }
}
