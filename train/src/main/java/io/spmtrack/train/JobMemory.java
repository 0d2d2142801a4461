package io.spmtrack.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Storage;
import io.spmtrack.model.Model;
import io.spmtrack.model.track.FrameProgram;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.optimizer.GradientSum;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.WeightAverage;
import io.spmtrack.train.world.GradientExchange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Memory that a job needs, in bytes, determined by compiling its programs without reserving any.
 *
 * @param weights all parameters of the model
 * @param optimizer its moments, gradients and averaged weights, in training only
 * @param inference beside the weights: temporaries, inputs and outputs of a tracking frame
 * @param training beside weights and moments: temporaries, inputs and outputs of a step and of validation, and what the backend
 *     keeps for itself ({@link Backend#reserves})
 * @param recomputing the same with {@code train.recompute=block}
 * @param samples on the heap: the batch in work and those prepared meanwhile
 * @param toTrack what the backend builds for tracking, see {@link Backend#describe}
 * @param toTrain what it builds for training
 */
public record JobMemory(
        long weights,
        long optimizer,
        long inference,
        long training,
        long recomputing,
        long samples,
        List<String> toTrack,
        List<String> toTrain) {
    /** Beside native memory and samples: young objects, compiled code, classes, pictures while they are decoded. */
    private static final long JVM = 300L << 20;

    public JobMemory {
        toTrack = List.copyOf(toTrack);
        toTrain = List.copyOf(toTrain);
    }

    /** Compiles the programs of a job for a backend. */
    public static JobMemory of(RunSettings settings, Backend backend) {
        return of(settings, backend, 1);
    }

    /**
     * The same for one of several ranks.
     *
     * @throws io.spmtrack.engine.InputException if the batch cannot be dealt to so many
     */
    public static JobMemory of(RunSettings settings, Backend backend, int ranks) {
        int micros = BatchShare.of(settings.train(), 0, ranks).count();
        Tracking tracking = tracking(settings, backend);
        Counted memory = new Counted();
        try (Model model = new Model(settings.model(), settings.tracker(), settings.groups(), memory::reserve)) {
            long weights = memory.taken();
            Optimizer optimizer = new Optimizer(model.weights(), settings.optimizer(), GradientSum.levels(micros));
            Optional<WeightAverage> average = settings.average(model);
            long kept = memory.taken() + GradientExchange.bytes(ranks);
            Map<String, Plan> plain =
                    plans(model, optimizer, average, settings.train(), TrainSettings.Recompute.NONE, backend);
            Map<String, Plan> frugal =
                    plans(model, optimizer, average, settings.train(), TrainSettings.Recompute.BLOCK, backend);
            long recomputing = bytes(frugal) + backend.reserves(frugal);
            boolean recomputes = settings.train().recompute() == TrainSettings.Recompute.BLOCK;
            return new JobMemory(
                    weights,
                    kept,
                    tracking.beside(),
                    recomputes ? recomputing : bytes(plain) + backend.reserves(plain),
                    recomputing,
                    samples(settings, ranks),
                    tracking.built(),
                    backend.describe(recomputes ? frugal : plain));
        }
    }

    private static long samples(RunSettings settings, int ranks) {
        TrainSettings train = settings.train();
        return (train.loaderAhead() + train.batch() / ranks) * Sample.bytes(settings.crops(), settings.sampling());
    }

    /** What tracking needs beside the weights, and what the backend builds for it. */
    private record Tracking(long beside, List<String> built) {}

    /** A model that is only tracked with: each weight has memory of its own, which the backend may release. */
    private static Tracking tracking(RunSettings settings, Backend backend) {
        Counted memory = new Counted();
        try (Model model = new Model(settings.model(), settings.tracker(), Map.Entry::getKey, memory::reserve)) {
            memory.taken();
            Map<String, Plan> frame = frame(model, backend);
            return new Tracking(memory.taken() + bytes(frame) + backend.reserves(frame), backend.describe(frame));
        }
    }

    private static Map<String, Plan> frame(Model model, Backend backend) {
        try (FrameProgram program = FrameProgram.of(model)) {
            return program.compile(backend);
        }
    }

    private static Map<String, Plan> plans(
            Model model,
            Optimizer optimizer,
            Optional<WeightAverage> average,
            TrainSettings train,
            TrainSettings.Recompute recompute,
            Backend backend) {
        return TrainingProgram.record(model, optimizer, average, train.withRecompute(recompute))
                .compile(backend);
    }

    /** What a session of these programs reserves for temporaries, inputs and outputs. */
    private static long bytes(Map<String, Plan> programs) {
        long work =
                programs.values().stream().mapToLong(Plan::workElements).max().orElse(0);
        long own = programs.values().stream()
                .flatMap(plan -> plan.slots().stream())
                .mapToLong(JobMemory::own)
                .sum();
        return DType.BYTES * (work + own);
    }

    private static long own(Slot slot) {
        return switch (slot) {
            case Slot.Parameters parameters -> 0;
            case Slot.Work temporary -> 0; // counted as the session's one slab
            case Slot.Constants constants -> constants.elements();
            case Slot.Io io -> io.elements();
        };
    }

    /** All that tracking needs. */
    public long tracking() {
        return weights + inference;
    }

    /** All native memory that training needs. */
    public long trainingTotal() {
        return weights + optimizer + training;
    }

    /**
     * About what the process of a training takes at most.
     *
     * @param heap that the JVM begins with, in bytes: it fills that before it looks for garbage
     */
    public long process(long heap) {
        return trainingTotal() + Math.max(heap, samples) + JVM;
    }

    /** All that training with {@code train.recompute=block} needs. */
    public long recomputingTotal() {
        return weights + optimizer + recomputing;
    }

    /** Memory that is counted, not reserved. */
    private static final class Counted {
        private long bytes;

        Storage reserve(long elements) {
            bytes += DType.BYTES * elements;
            return Storage.planned(elements);
        }

        /** What was asked for since the last call. */
        long taken() {
            long taken = bytes;
            bytes = 0;
            return taken;
        }
    }
}
