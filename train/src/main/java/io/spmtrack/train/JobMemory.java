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
 * Memory that a job needs, in bytes, determined by compiling its programs without reserving any.
 *
 * @param weights all parameters of the model
 * @param optimizer its moments and gradients, in training only
 * @param inference beside the weights: temporaries, inputs and outputs of a tracking frame
 * @param training beside weights and moments: temporaries, inputs and outputs of a step and of validation
 * @param recomputing the same with {@code train.recompute=block}
 * @param toTrack what the backend builds for tracking, see {@link Backend#describe}
 * @param toTrain what it builds for training
 */
public record JobMemory(
        long weights,
        long optimizer,
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
            try (FrameProgram program = FrameProgram.of(model)) {
                measuring.load(program.compile(backend)).close();
            }
            long inference = measuring.reserved - weights + measuring.bytes;
            List<String> toTrack = backend.describe(measuring.programs);
            long before = measuring.reserved;
            Optimizer optimizer = new Optimizer(
                    model.weights(), settings.optimizer(), GradientSum.levels(settings.train().microBatches()));
            long kept = measuring.reserved - before;
            Map<String, Plan> plain = plans(model, optimizer, settings.train(), TrainSettings.Recompute.NONE, backend);
            Map<String, Plan> frugal =
                    plans(model, optimizer, settings.train(), TrainSettings.Recompute.BLOCK, backend);
            Map<String, Plan> chosen = settings.train().recompute() == TrainSettings.Recompute.NONE ? plain : frugal;
            return new JobMemory(
                    weights, kept, inference, bytes(chosen), bytes(frugal), toTrack, backend.describe(chosen));
        }
    }

    private static Map<String, Plan> plans(
            Model model, Optimizer optimizer, TrainSettings train, TrainSettings.Recompute recompute, Backend backend) {
        return TrainingProgram.record(model, optimizer, train.withRecompute(recompute))
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

    /** All that training needs. */
    public long trainingTotal() {
        return weights + optimizer + training;
    }

    /** All that training with {@code train.recompute=block} needs. */
    public long recomputingTotal() {
        return weights + optimizer + recomputing;
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
            bytes = JobMemory.bytes(programs);
            this.programs = programs;
            return this;
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
