package io.spmtrack.cli;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that choose what computes. */
final class BackendOptions {
    /** The backends of this build. */
    static final List<String> NAMES = List.of("cpu", "reference");

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu (vector units, the default) or reference (slow and exact).")
    private String backend = "cpu";

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the cpu backend; default: all cores.")
    private int threads;

    /** The chosen backend. */
    Backend open() {
        return open(Optional.empty());
    }

    /** The chosen backend, counting the time of its steps. */
    Backend open(CpuProfile profile) {
        if (!backend.equals("cpu")) {
            throw new InputException("--backend=" + backend + ": only backend cpu counts the time of its steps");
        }
        return open(Optional.of(profile));
    }

    private Backend open(Optional<CpuProfile> profile) {
        if (threads < 0) {
            throw new InputException("--threads=" + threads + ": a number from 1 is expected");
        }
        return switch (backend) {
            case "cpu" ->
                profile.map(times -> new CpuBackend(threads(), times)).orElseGet(() -> new CpuBackend(threads()));
            case "reference" -> new ReferenceBackend();
            default ->
                throw new InputException("--backend=" + backend + ": this build has no such backend; choose "
                        + String.join(" or ", NAMES));
        };
    }

    /** Threads of the cpu backend. */
    int threads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
