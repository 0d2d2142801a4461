package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.Fused;
import io.spmtrack.engine.op.Grouped;
import io.spmtrack.engine.op.LayerNorm;
import io.spmtrack.engine.op.LayerNormBackward;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.Softmax;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import io.spmtrack.engine.tornado.device.PlacedCall;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.kernels.AttentionBackwardKernel;
import io.spmtrack.engine.tornado.kernels.AttentionKernel;
import io.spmtrack.engine.tornado.kernels.Gates;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.lowering.LoweredPrograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** Runs plans on a GPU, or another device that TornadoVM knows. Found as a service; see docs/gpu.md. */
public final class TornadoBackend implements Backend {
    /** A property that TornadoVM's flags set. */
    private static final String RUNTIME = "tornado.load.runtime.implementation";

    private final Optional<String> device;
    private final Precision precision;

    /** Of the device, once it was asked for; they remember. */
    private Optional<Trials> trials = Optional.empty();

    /**
     * Made by {@link java.util.ServiceLoader}, on the first GPU or the device that the system property
     * {@code spmtrack.tornado.device} names; TornadoVM is not touched before a program is loaded.
     */
    public TornadoBackend() {
        this(Optional.ofNullable(System.getProperty("spmtrack.tornado.device")), Precision.FP32);
    }

    private TornadoBackend(Optional<String> device, Precision precision) {
        this.device = device;
        this.precision = precision;
    }

    @Override
    public boolean ready() {
        return System.getProperty(RUNTIME) != null;
    }

    @Override
    public Backend on(String name) {
        return new TornadoBackend(Optional.of(name), precision);
    }

    @Override
    public Backend in(Precision wanted) {
        return new TornadoBackend(device, wanted);
    }

    @Override
    public String name() {
        return "tornado";
    }

    @Override
    public boolean fuses(Fused op, List<TensorType> in) {
        return switch (op) {
            case Linear linear -> true;
            case LayerNorm norm -> true;
            case LayerNormBackward backward -> in.getFirst().shape().count() > 0;
            case Softmax softmax -> true;
            case AdamWStep step -> true;
            case Attention attention -> in.getFirst().shape().size(3) <= AttentionKernel.WIDTH;
            case AttentionBackward backward ->
                in.getFirst().shape().size(3) <= AttentionBackwardKernel.WIDTH
                        && in.getFirst().shape().count() > 0
                        && in.get(1).shape().count() > 0;
            case Tmoe tmoe -> true;
            case Grouped.Route route -> false;
            case Grouped.Nearest nearest -> false;
            case Grouped.Layer linear -> false;
            case Grouped.Gradient gradient -> false;
            case TmoeBackward backward ->
                backward.layer().experts() <= Gates.EXPERTS
                        && in.getFirst().shape().count() > 0;
        };
    }

    @Override
    public List<String> devices() {
        requireRuntime();
        return Devices.all().stream().map(Devices::describe).toList();
    }

    @Override
    public List<String> describe(Map<String, Plan> programs) {
        if (ready()) {
            requireRuntime();
        }
        LoweredPrograms lowered =
                new LoweredPrograms(programs, ready() ? profile(Devices.chosen(device), programs) : Profile.GPU);
        List<String> lines = new ArrayList<>();
        lowered.programs().forEach((name, program) -> {
            lines.add("launches of " + name + "\t" + program.calls().size());
            lines.add("executions of " + name + "\t" + (program.runs().size() + 2));
            long captured = program.runs().stream()
                    .filter(run -> lowered.graphs().get(PlacedCall.keys(run)).isFixed())
                    .count();
            lines.add("of these CUDA graphs, on CUDA\t" + captured);
        });
        lines.add("products by cuBLAS\t" + lowered.count(Kernel.CUBLAS));
        lines.add("products by tensor cores\t" + lowered.count(Kernel.TENSOR_CORES));
        lines.add("attention by cuDNN\t" + lowered.count(Kernel.CUDNN));
        lines.add("task graphs\t" + (lowered.graphs().size() + 2));
        int tasks = lowered.graphs().keySet().stream().mapToInt(List::size).sum();
        int first = 3 + lowered.sizes().staging().arrays();
        lines.add("tasks in all of them\t" + (tasks + first + 3));
        int most = lowered.graphs().keySet().stream().mapToInt(List::size).max().orElse(0);
        lines.add("most tasks of one\t" + Math.max(first, most));
        lines.add("MiB on the device\t" + (lowered.sizes().bytes() >> 20));
        lines.add("KiB of the launches' table\t" + (lowered.table().length >> 8));
        if (ready()) {
            lines.addAll(TornadoSession.compile(Devices.chosen(device), lowered));
        }
        return lines;
    }

    @Override
    public Session load(Map<String, Plan> programs) {
        requireRuntime();
        TornadoDevice chosen = Devices.chosen(device);
        return TornadoSession.load(chosen, programs, profile(chosen, programs));
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public List<String> remarks() {
        requireRuntime();
        return trials(Devices.chosen(device)).remarks();
    }

    private synchronized Trials trials(TornadoDevice chosen) {
        if (trials.isEmpty()) {
            trials = Optional.of(new Trials(chosen, precision, this));
        }
        return trials.get();
    }

    private Profile profile(TornadoDevice chosen, Map<String, Plan> programs) {
        if (hasGradients(programs)) {
            precision.requireTraining();
        }
        return trials(chosen).profile(programs);
    }

    private static boolean hasGradients(Map<String, Plan> programs) {
        return programs.values().stream()
                .flatMap(plan -> plan.steps().stream())
                .anyMatch(step -> step.op() instanceof AdamWStep
                        || step.op() instanceof TmoeBackward
                        || step.op() instanceof AttentionBackward);
    }

    /** Before any class of TornadoVM is touched: it may be absent. */
    private static void requireRuntime() {
        if (System.getProperty(RUNTIME) == null) {
            throw new InputException(
                    "backend tornado: Java was started without TornadoVM; set TORNADOVM_HOME to the folder"
                            + " of its SDK and use ./spmtrack (see docs/gpu.md)");
        }
        if (!"false".equalsIgnoreCase(System.getProperty("tornado.recover.bailout"))) {
            throw new InputException(
                    "backend tornado: -Dtornado.recover.bailout=false is missing, without which a kernel"
                            + " that fails to build gives wrong numbers; use ./spmtrack or tornado-config/tornado.argfile");
        }
    }
}
