package io.spmtrack.cli.options;

import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.engine.cpu.measure.Peak;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Option;

/** {@code --profile}: where the time of a command's programs goes. */
public final class ProfileOptions {
    private static final int PEAK_BURSTS = 10;

    private final CpuProfile times = new CpuProfile();

    @Option(
            names = "--profile",
            description = "At the end, the time of each step: op, model line, shapes, GFLOP/s, share of the peak.")
    private boolean profile;

    /** The chosen backend, counting its steps if a profile was asked for. */
    public Backend open(BackendOptions backends) {
        return profile ? backends.open(times) : backends.open();
    }

    /** Whether a profile was asked for: it counts one session's time. */
    public boolean asked() {
        return profile;
    }

    /** Prints the profile if one was asked for; the programs must be at rest. */
    public void report(BackendOptions backends, Console console) {
        if (profile) {
            try (Peak peak = new Peak(backends.threads())) {
                double best = DoubleStream.generate(peak::gflops)
                        .limit(PEAK_BURSTS)
                        .max()
                        .orElseThrow();
                console.out().print(ProfileTable.text(times.lines(), best));
                console.out().flush();
            }
        }
    }
}
