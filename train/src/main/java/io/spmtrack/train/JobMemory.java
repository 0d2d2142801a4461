package io.spmtrack.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.op.Fused;
import io.spmtrack.model.Model;
import io.spmtrack.model.track.FrameProgram;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * Memory that a job needs, in bytes, told by compiling its programs without reserving any.
 *
 * @param weights all parameters of the model
 * @param moments of the optimiser, in training only
 * @param inference beside the weights: temporaries, inputs and outputs of a tracking frame
 * @param training beside weights and moments: temporaries, inputs and outputs of a step and of validation
 * @param recomputing the same with {@code train.recompute=block}
 * @param toTrack what the backend builds for tracking, see {@link Backend#describe}
 * @param toTrain what it builds for training
 */
public record JobMemory(
        long weights,
        long moments,
        long inference,
        long training,
        long recomputing,
        List<String> toTrack,
        List<String> toTrain) {
    public JobMemory {
        toTrack = List.copyOf(toTrack);
        toTrain = List.copyOf(toTrain);
    }

    /** Compiles the programs of a job for a backend. */
    public static JobMemory of(RunSettings settings, Backend backend) {
        Measuring measuring = new Measuring(backend);
        try (Model model = new Model(settings.model(), settings.tracker(), Optimizer::group, measuring::reserve)) {
            long weights = measuring.reserved;
            new FrameProgram(model, measuring).close();
            long inference = measuring.reserved - weights + measuring.bytes;
            List<String> toTrack = backend.describe(measuring.programs);
            Optimizer optimizer = new Optimizer(model.weights(), settings.optimizer());
            TrainSettings train = settings.train();
            new TrainStep(model, optimizer, settings.loss(), train, measuring).close();
            long training = measuring.bytes;
            List<String> toTrain = backend.describe(measuring.programs);
            TrainSettings frugal = train.withRecompute(TrainSettings.Recompute.BLOCK);
            new TrainStep(model, optimizer, settings.loss(), frugal, measuring).close();
            return new JobMemory(
                    weights, bytes(optimizer.moments()), inference, training, measuring.bytes, toTrack, toTrain);
        }
    }

    private static long bytes(Map<String, Param> parameters) {
        return DType.BYTES
                * parameters.values().stream()
                        .mapToLong(parameter -> parameter.shape().count())
                        .sum();
    }

    /** All that tracking needs. */
    public long tracking() {
        return weights + inference;
    }

    /** All that training needs. */
    public long trainingTotal() {
        return weights + moments + training;
    }

    /** All that training with {@code train.recompute=block} needs. */
    public long recomputingTotal() {
        return weights + moments + recomputing;
    }

    /** Compiles as another backend would, and adds up what it would reserve. */
    private static final class Measuring implements Backend, Session {
        private final Backend backend;
        private long bytes;
        private long reserved;

        private Map<String, Plan> programs = Map.of();

        Measuring(Backend backend) {
            this.backend = backend;
        }

        /** Memory that is only counted. */
        Storage reserve(long elements) {
            reserved += DType.BYTES * elements;
            return Storage.planned(elements);
        }

        @Override
        public String name() {
            return backend.name();
        }

        @Override
        public boolean fuses(Fused op, List<TensorType> in) {
            return backend.fuses(op, in);
        }

        @Override
        public Session load(Map<String, Plan> programs) {
            long work = programs.values().stream()
                    .mapToLong(Plan::workElements)
                    .max()
                    .orElse(0);
            long own = programs.values().stream()
                    .flatMap(plan -> plan.slots().stream())
                    .mapToLong(Measuring::own)
                    .sum();
            bytes = DType.BYTES * (work + own);
            this.programs = programs;
            return this;
        }

        private static long own(Slot slot) {
            return switch (slot) {
                case Slot.Parameters parameters -> 0;
                case Slot.Work temporary -> 0; // counted as the session's one slab
                case Slot.Constants constants -> constants.elements();
                case Slot.Io io -> io.elements();
            };
        }

        @Override
        public MemorySegment input(String program, String name) {
            throw notLoaded();
        }

        @Override
        public void run(String program) {
            throw notLoaded();
        }

        @Override
        public MemorySegment output(String program, String name) {
            throw notLoaded();
        }

        @Override
        public void pull(Iterable<Param> parameters) {
            throw notLoaded();
        }

        @Override
        public void push(Iterable<Param> parameters) {
            throw notLoaded();
        }

        private static IllegalStateException notLoaded() {
            return new IllegalStateException("the programs were compiled to be measured, not to run");
        }

        @Override
        public void close() {}
    }
}
