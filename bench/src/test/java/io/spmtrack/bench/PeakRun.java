package io.spmtrack.bench;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.train.JobMemory;
import io.spmtrack.train.OneBatch;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.TrainSettings;

/**
 * A job of SPMTrack-B in a process of its own: prints the bytes that were planned for it and the most that the process held.
 * By hand, with the class path of this module's tests: {@code java @tornado-config/cpu.argfile … PeakRun track}.
 */
final class PeakRun {
    private PeakRun() {}

    /** {@code track}, {@code train} or {@code recompute}. */
    public static void main(String[] args) {
        RunSettings base = RunSettings.base();
        RunSettings single = base.with(base.model(), 1);
        Backend backend = new CpuBackend(2);
        JobMemory planned = JobMemory.of(single, backend);
        switch (args[0]) {
            case "track" -> {
                track(base, backend);
                print(planned.tracking());
            }
            case "train" -> {
                train(single, backend);
                print(planned.trainingTotal());
            }
            case "recompute" -> {
                TrainSettings frugal = single.train().withRecompute(TrainSettings.Recompute.BLOCK);
                train(single.with(single.model(), frugal), backend);
                print(planned.recomputingTotal());
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

    private static void print(long planned) {
        System.out.println(planned + " " + PeakMemory.bytes().orElse(0));
    }
}
