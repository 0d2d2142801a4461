package io.spmtrack.bench;

import io.spmtrack.train.data.LoaderSettings;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.data.SampleLoader;
import io.spmtrack.train.data.SampleMaker;
import io.spmtrack.train.data.SampleTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/** How many training samples a second are made, and where the time of each goes. */
public final class SampleRun {
    private static final int FEWEST = 3;
    private static final int TOGETHER = 4;
    private static final double SECOND = 1e9;
    private static final double MILLION = 1e6;

    private final SampleMaker maker;
    private final double seconds;

    /** @param seconds for each number of threads, half of them to warm up */
    public SampleRun(SampleMaker maker, double seconds) {
        this.maker = maker;
        this.seconds = seconds;
    }

    /**
     * Milliseconds of some samples, each.
     *
     * @param wall that pass for one sample
     * @param decode that a thread spends, likewise the others
     */
    private record Part(double wall, double decode, double crop, double augment, double whole) {}

    /** The whole, then its parts as the time of one thread. */
    public List<Timing> time(String name, int threads) {
        List<Part> parts = new ArrayList<>();
        int used = maker.samplesPerEpoch();
        try (SampleLoader loader = new SampleLoader(maker, new LoaderSettings(threads, 2 * threads), used, 0)) {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < SECOND * seconds / 2) {
                loader.giveBack(loader.next(threads));
            }
            while (parts.size() < FEWEST || System.nanoTime() - begun < SECOND * seconds) {
                parts.add(part(loader, TOGETHER * threads));
            }
        }
        String threaded = threads == 1 ? "" : "-" + threads + "-threads";
        return List.of(
                timing(name + threaded, parts, Part::wall),
                timing("decode" + threaded, parts, Part::decode),
                timing("crop" + threaded, parts, Part::crop),
                timing("augment" + threaded, parts, Part::augment),
                timing("all but decode" + threaded, parts, part -> part.whole() - part.decode()));
    }

    private Part part(SampleLoader loader, int samples) {
        SampleTimes.Split before = maker.times();
        long begun = System.nanoTime();
        List<Sample> made = loader.next(samples);
        double wall = (System.nanoTime() - begun) / MILLION / samples;
        SampleTimes.Split spent = maker.times().since(before);
        loader.giveBack(made);
        return new Part(
                wall,
                spent.decode() / MILLION / samples,
                spent.crop() / MILLION / samples,
                spent.augment() / MILLION / samples,
                spent.whole() / MILLION / samples);
    }

    private static Timing timing(String name, List<Part> parts, ToDoubleFunction<Part> milliseconds) {
        List<Timing.Run> runs = parts.stream()
                .map(part -> new Timing.Run(milliseconds.applyAsDouble(part), 0, 0))
                .toList();
        return new Timing(name, runs, 0, 0, OptionalLong.empty());
    }
}
