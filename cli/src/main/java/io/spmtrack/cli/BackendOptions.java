package io.spmtrack.cli;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options that choose what computes. */
final class BackendOptions {
    /** The backends of every build. */
    private static final List<String> ALWAYS = List.of("cpu", "reference");

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description =
                    "cpu (vector units, the default), tornado (a GPU, see docs/gpu.md) or reference (slow and exact).")
    private String backend = "cpu";

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the cpu backend; default: all cores.")
    private int threads;

    /** The chosen backend, after a look at whether its device computes what it should. */
    Backend open() {
        Backend chosen = untested();
        return ALWAYS.contains(backend) ? chosen : tested(chosen);
    }

    /** The chosen backend as it is, to compile for it. */
    Backend untested() {
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
            default -> service(backend);
        };
    }

    /** Backends that this build was made with, beside those it always has. */
    static List<Backend> services() {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The names of all backends of this build. */
    static List<String> names() {
        return Stream.concat(ALWAYS.stream(), services().stream().map(Backend::name))
                .toList();
    }

    private static Backend service(String name) {
        return services().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException("--backend=" + name + ": this build has no such backend"
                        + (name.equals("tornado") ? "; install TornadoVM as docs/gpu.md says and build again" : "")
                        + "; choose " + String.join(" or ", names())));
    }

    /** A device is trusted once it has computed what the reference does. */
    private static Backend tested(Backend backend) {
        for (SelfTest.Outcome outcome : SelfTest.run(backend)) {
            if (!outcome.passed()) {
                throw new InputException("--backend=" + backend.name() + ": the device computes a wrong "
                        + outcome.name() + " (difference " + outcome.difference()
                        + "); choose another device or backend, see docs/gpu.md");
            }
        }
        return backend;
    }

    /** Threads of the cpu backend. */
    int threads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
