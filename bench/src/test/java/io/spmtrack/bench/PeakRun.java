package io.spmtrack.bench;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.train.JobMemory;
import io.spmtrack.train.OneBatch;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.TrainSettings;

/**
 * A job of SPMTrack-B in a process of its own: prints the bytes that are planned for all its blocks, those
 * planned for the blocks that were run, and the most that the process held.
 * By hand, with the class path of this module's tests: {@code java @tornado-config/cpu.argfile … PeakRun track 12}.
 */
final class PeakRun {
    private PeakRun() {}

    /** {@code track}, {@code train} or {@code recompute}, and the number of blocks to run. */
    public static void main(String[] args) {
        RunSettings base = RunSettings.base();
        RunSettings whole = base.with(base.model(), 1);
        RunSettings run = whole.with("model.depth=" + args[1]);
        Backend backend = new CpuBackend(2);
        JobMemory all = JobMemory.of(whole, backend);
        JobMemory ours = JobMemory.of(run, backend);
        switch (args[0]) {
            case "track" -> {
                track(run, backend);
                print(all.tracking(), ours.tracking());
            }
            case "train" -> {
                train(run, backend);
                print(all.trainingTotal(), ours.trainingTotal());
            }
            case "recompute" -> {
                TrainSettings frugal = run.train().withRecompute(TrainSettings.Recompute.BLOCK);
                train(run.with(run.model(), frugal), backend);
                print(all.recomputingTotal(), ours.recomputingTotal());
            }
            default -> throw new IllegalArgumentException("track, train or recompute, not " + args[0]);
        }
    }

    private static void track(RunSettings settings, Backend backend) {
        try (FrameRun run =
                new FrameRun(settings.model(), settings.tracker(), backend, new CpuProfile(), System::nanoTime)) {
            run.next();
            run.next();
        }
    }

    private static void train(RunSettings settings, Backend backend) {
        try (OneBatch run = new OneBatch(settings, backend)) {
            run.run();
        }
    }

    private static void print(long all, long planned) {
        System.out.println(all + " " + planned + " " + PeakMemory.bytes().orElse(0));
    }
}
