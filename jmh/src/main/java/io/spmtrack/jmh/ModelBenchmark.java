package io.spmtrack.jmh;

import io.spmtrack.bench.FrameRun;
import io.spmtrack.bench.Shapes;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.train.OneBatch;
import io.spmtrack.train.RunSettings;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Frames and training steps of whole models, counted as {@link ModelCost} does; first each step of one block is checked. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
public class ModelBenchmark {
    private static RunSettings settings(Shapes shapes) {
        RunSettings run = shapes.model().train() == ModelSettings.Train.FULL ? RunSettings.tiny() : RunSettings.base();
        return run.with(shapes.model(), shapes.batch());
    }

    /** A tracker on generated pictures. */
    @State(Scope.Benchmark)
    public static class Frame {
        @Param({"base", "tiny", "large", "giant"})
        public String shapes;

        @Param("cpu")
        public String backend;

        private FrameRun run;
        private double operations;
        private Map<String, Double> overheads;

        @Setup(Level.Trial)
        public void setUp() {
            ModelSettings model = Shapes.of(shapes).model();
            TrackerSettings tracking = TrackerSettings.published();
            CpuProfile profile = new CpuProfile();
            Backend chosen = BackendUnderTest.named(backend);
            FrameRun.check(model, tracking, chosen);
            Backend timed = chosen instanceof CpuBackend ? new CpuBackend(Rate.THREADS, profile) : chosen;
            run = new FrameRun(model, tracking, timed, profile, System::nanoTime);
            run.next();
            operations = 2.0 * ModelCost.of(model).macs().total();
            overheads = BackendUnderTest.apart(run::network, run.overheads());
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            run.close();
        }
    }

    /** A model that trains on one batch. */
    @State(Scope.Benchmark)
    public static class Step {
        @Param({"base", "tiny", "tiny-x8"})
        public String shapes;

        @Param("cpu")
        public String backend;

        private OneBatch run;
        private double operations;
        private Map<String, Double> overheads;

        @Setup(Level.Trial)
        public void setUp() {
            Shapes sizes = Shapes.of(shapes);
            RunSettings settings = settings(sizes);
            Backend chosen = BackendUnderTest.named(backend);
            OneBatch.check(settings, chosen);
            run = new OneBatch(settings, chosen);
            operations = 2.0 * sizes.batch() * ModelCost.of(sizes.model()).stepMacs();
            overheads = BackendUnderTest.apart(run::run, run.overheads());
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            run.close();
        }
    }

    /** The network alone, on what tracking left in its inputs. */
    @Benchmark
    public void frame(Frame frame, Rate rate) {
        frame.run.network();
        rate.count(frame.operations, 0, frame.overheads);
    }

    /** A whole frame: reading and decoding a picture, cropping, the network, the box. */
    @Benchmark
    public FrameRun.Parts track(Frame frame, Rate rate) {
        FrameRun.Parts parts = frame.run.next();
        rate.count(frame.operations, 0, frame.overheads);
        return parts;
    }

    /** Forward, backward, clipping and update. */
    @Benchmark
    public void step(Step step, Rate rate) {
        step.run.run();
        rate.count(step.operations, 0, step.overheads);
    }
}
