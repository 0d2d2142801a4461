package io.spmtrack.train;

import io.spmtrack.engine.HeapBytes;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.data.SampleMaker;
import io.spmtrack.train.optimizer.GradientSum;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.world.World;
import io.spmtrack.train.world.Worlds;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures steps of a training on several ranks: to be started by a launcher, or alone, with threads of a rank, steps, and settings of
 * the run as arguments (docs/performance.md). Weights are random, and samples are made before.
 */
public final class RanksBench {
    private final World world;
    private final RunSettings settings;
    private final TrainingSession session;
    private final List<Sample> samples;
    private int done;

    private RanksBench(World world, RunSettings settings, TrainingSession session, List<Sample> samples) {
        this.world = world;
        this.settings = settings;
        this.session = session;
        this.samples = samples;
    }

    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[0]);
        int steps = Integer.parseInt(arguments[1]);
        RunSettings preset = arguments[2].equals("base") ? RunSettings.base() : RunSettings.tiny();
        RunSettings settings = preset.with(Arrays.copyOfRange(arguments, 3, arguments.length));
        try (World world = Worlds.join();
                Model model = new Model(settings.model(), settings.tracker(), settings.groups())) {
            model.initialize(1);
            BatchShare share = BatchShare.of(settings.train(), world.rank(), world.size());
            Optimizer optimizer =
                    new Optimizer(model.weights(), settings.optimizer(), GradientSum.levels(share.count()));
            SampleMaker maker = TrainingData.train(settings);
            int first = share.first() * share.micro();
            List<Sample> samples = IntStream.range(first, first + share.samples())
                    .mapToObj(i -> maker.make(0, i))
                    .toList();
            try (TrainingSession session = new TrainingSession(
                    model,
                    optimizer,
                    Optional.empty(),
                    settings.loss(),
                    settings.train(),
                    new CpuBackend(threads),
                    world)) {
                new RanksBench(world, settings, session, samples).measure(threads, steps);
            }
        }
    }

    private void measure(int threads, int steps) {
        double[] seconds = new double[steps];
        step();
        HeapBytes heap = new HeapBytes();
        long[] bytes = new long[steps];
        for (int i = 0; i < steps; i++) {
            world.await();
            long begun = System.nanoTime();
            bytes[i] = heap.of(this::step);
            seconds[i] = (System.nanoTime() - begun) / 1e9;
        }
        if (world.writes()) {
            Arrays.sort(seconds);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d ranks of %d threads, %d steps after the first: best %.3f s, median %.3f s;"
                            + " heap bytes of the last step %d, least %d%n",
                    world.library(),
                    world.size(),
                    threads,
                    steps,
                    seconds[0],
                    seconds[steps / 2],
                    bytes[steps - 1],
                    Arrays.stream(bytes).min().orElseThrow());
        }
    }

    /** As a training makes it, but for its log. */
    private void step() {
        world.at("step " + (done + 1));
        StepStart start = StepStart.agree(world, samples, false, false, false);
        double rate = settings.learningRate().at(done);
        TrainingSession.Report report = session.update(samples, start.positives(), done, 0, rate);
        done++;
        if (!Double.isFinite(report.loss())) {
            throw new IllegalStateException("the loss of step " + done + " is " + report.loss());
        }
    }
}
