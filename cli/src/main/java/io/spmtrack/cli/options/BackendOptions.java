package io.spmtrack.cli.options;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.train.world.World;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that choose what computes. */
public final class BackendOptions {
    private static final int MOST_THREADS = 1024;
    private static final String CPU = "cpu";
    private static final String REFERENCE = "reference";
    private static final String DEVICES = "tornado";

    /** The backends of every build. */
    private static final List<String> ALWAYS = List.of(CPU, REFERENCE);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = {
                "cpu (vector units), tornado (a GPU, see docs/gpu.md) or reference (slow and exact).",
                "Default: a GPU that passes its self-test, else cpu."
            })
    private Optional<String> backend = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "N",
            description = "Which device of backend tornado, as info lists them; one that is no GPU must be named.")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = {
                "fp32, tf32 or fp16: what large products of a layer's weights are computed in.",
                "The last two need an NVIDIA GPU: tf32 cuBLAS, fp16 cuBLAS or tensor cores; fp16 does not train."
                        + " Default: fp32."
            })
    private String precision = Precision.FP32.label();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the cpu backend; default: 0, all cores, divided by the ranks that share them.")
    private int threads;

    private int usual = Runtime.getRuntime().availableProcessors();
    private int localRank;
    private int localSize = 1;

    /** Divides cores and devices among the ranks of a machine, where no option says otherwise. */
    public void share(World world, List<Place> places) {
        usual = places.get(world.rank()).threads(places);
        localRank = world.localRank();
        localSize = world.localSize();
    }

    /** Each rank of a machine computes on a GPU of its own, in turn where there are fewer. */
    private Backend placed(Backend each) {
        if (localSize == 1 || device.isPresent() || !each.ready()) {
            return each;
        }
        List<String> devices = each.devices();
        List<Integer> gpus = IntStream.range(0, devices.size())
                .filter(i -> devices.get(i).contains(", GPU, "))
                .boxed()
                .toList();
        return gpus.isEmpty() ? each : each.on(Integer.toString(gpus.get(localRank % gpus.size())));
    }

    /** The chosen backend, after a look at whether its device computes what it should. */
    public Backend open() {
        Backend chosen = chosen() ? untested() : fastest();
        if (chosen() && !ALWAYS.contains(chosen.name())) {
            tested(chosen);
        }
        chosen.remarks().forEach(command.commandLine().getErr()::println);
        return chosen;
    }

    /** Whether an option says where or how exactly to compute. */
    public boolean chosen() {
        return backend.isPresent() || device.isPresent() || precision() != Precision.FP32;
    }

    private Precision precision() {
        return Precision.of(precision);
    }

    /** Refuses a precision that only tracks. */
    public void requireTraining() {
        precision().requireTraining();
    }

    /** A GPU that passes its self-test, else the CPU; says why where TornadoVM is there and no GPU is. */
    private Backend fastest() {
        check();
        for (Backend each : services()) {
            if (each.ready()) {
                try {
                    return tested(placed(each));
                } catch (InputException | IllegalStateException why) {
                    command.commandLine().getErr().println("on the CPU: " + why.getMessage());
                }
            }
        }
        return untested();
    }

    /** The chosen backend as it is, to compile for it. */
    public Backend untested() {
        return open(Optional.empty());
    }

    /** Whether a GPU or another device was asked for. */
    public boolean onDevice() {
        return !ALWAYS.contains(name());
    }

    /** The option that chose the backend, for messages. */
    private String asked() {
        return backend.map(each -> "--backend=" + each)
                .or(() -> device.map(each -> "--device=" + each))
                .orElseGet(() -> "--precision=" + precision);
    }

    private String name() {
        return backend.orElse(device.isPresent() || precision() != Precision.FP32 ? DEVICES : CPU);
    }

    /** The chosen backend, counting the time of its steps. */
    public Backend open(CpuProfile profile) {
        if (!name().equals(CPU)) {
            throw new InputException(asked() + ": only backend cpu counts the time of its steps");
        }
        return open(Optional.of(profile));
    }

    private void check() {
        if (threads < 0 || threads > MOST_THREADS) {
            throw new InputException("--threads=" + threads + ": a number from 1 to " + MOST_THREADS
                    + " is expected, or 0 for all cores");
        }
        if (precision() != Precision.FP32
                && backend.isEmpty()
                && services().stream().noneMatch(Backend::ready)) {
            throw new InputException("--precision=" + precision
                    + ": needs an NVIDIA GPU and TornadoVM, see docs/gpu.md; everything else computes in fp32");
        }
    }

    private Backend open(Optional<CpuProfile> profile) {
        check();
        Backend chosen = switch (name()) {
            case CPU ->
                profile.map(times -> new CpuBackend(threads(), times)).orElseGet(() -> new CpuBackend(threads()));
            case REFERENCE -> new ReferenceBackend();
            default -> placed(service(name()));
        };
        return device.map(chosen::on).orElse(chosen).in(precision());
    }

    /** Backends that this build was made with, beside those it always has. */
    public static List<Backend> services() {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The names of all backends of this build. */
    public static List<String> names() {
        return Stream.concat(ALWAYS.stream(), services().stream().map(Backend::name))
                .toList();
    }

    private Backend service(String name) {
        return services().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException(asked() + ": this build has no "
                        + (backend.isPresent() ? "such backend" : "backend " + name)
                        + (name.equals(DEVICES) ? "; install TornadoVM as docs/gpu.md says and build again" : "")
                        + "; choose " + String.join(" or ", names())));
    }

    /** A device is used once it has computed the same as the reference. */
    public static Backend tested(Backend backend) {
        for (SelfTest.Outcome outcome : SelfTest.run(backend.in(Precision.FP32))) {
            if (!outcome.passed()) {
                throw new InputException(String.format(
                        Locale.ROOT,
                        "--backend=%s: the device computes a wrong %s (difference %.1e); choose another device or"
                                + " backend, see docs/gpu.md",
                        backend.name(),
                        outcome.name(),
                        outcome.difference()));
            }
        }
        return backend;
    }

    /** The cpu backend with one thread, of which several may run at once; none of a device. */
    public Optional<Backend> alone() {
        return name().equals(CPU) ? Optional.of(new CpuBackend(1)) : Optional.empty();
    }

    /** Threads of the cpu backend. */
    public int threads() {
        return threads == 0 ? usual : threads;
    }
}
