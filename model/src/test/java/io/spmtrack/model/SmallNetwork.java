package io.spmtrack.model;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Outputs and gradients of networks small enough to compare their variants, from inputs by formula. */
final class SmallNetwork {
    private static final String[] SIZES = {
        "embed_dim=32",
        "depth=2",
        "num_heads=2",
        "patch=4",
        "template_size=8",
        "search_size=16",
        "r=4",
        "alpha=4",
        "lora_r=4",
        "lora_alpha=4",
        "expert_nums=2",
        "references=2"
    };

    private SmallNetwork() {}

    static Stream<Backend> backends() {
        return Stream.of(new ReferenceBackend(), new CpuBackend(2));
    }

    static ModelSettings settings(String... more) {
        return ModelSettings.base().with(SIZES).with(more);
    }

    /** A model whose tensors have values that depend on their names alone. */
    static Model model(String... more) {
        Model model = new Model(settings(more), TrackerSettings.published());
        model.initialize(7);
        return model;
    }

    static Map<String, double[]> run(Model model, Backend backend) {
        return run(model, backend, UnaryOperator.identity(), List.of());
    }

    /**
     * Runs a frame.
     *
     * @param tag names the values of an input: {@code z0, mask0, …, x, state}
     * @param gradients parameters whose gradients are wanted, as {@code "d " + name}
     */
    static Map<String, double[]> run(Model model, Backend backend, UnaryOperator<String> tag, List<Param> gradients) {
        Tape tape = new Tape();
        SpmTrack.Output output = record(model, tape);
        tape.output("scores", output.scores());
        tape.output("boxes", output.boxes());
        if (!output.state().isNone()) {
            tape.output("state", output.state());
        }
        if (!gradients.isEmpty()) {
            Tensor value = output.scores().sumAll().add(output.boxes().sumAll());
            List<Tensor> found =
                    Grad.of(value, gradients.stream().map(tape::param).toList());
            for (int i = 0; i < found.size(); i++) {
                tape.output("d " + gradients.get(i).name(), found.get(i));
            }
        }
        return values(tape, backend, tag);
    }

    /** The inputs of a frame: its references and search crop as tokens, and the state token, none in a model without. */
    record Frame(List<References.Embedded> crops, Tensor state, Tensor search) {
        static Frame of(Model model, Tape tape) {
            ModelSettings settings = model.settings();
            int template = settings.input().templateSize();
            int side = settings.input().searchSize();
            List<References.Embedded> crops = new ArrayList<>();
            for (int i = 0; i < settings.input().references(); i++) {
                Tensor image = tape.input("z" + i, DType.F32, settings.streams(), 3, template, template);
                Tensor mask = tape.input("mask" + i, DType.F32, 1, settings.templateCells());
                crops.add(model.network().reference(image, mask, Probe.NONE));
            }
            Tensor state = settings.input().stateToken()
                    ? tape.input("state", DType.F32, 1, 1, settings.backbone().embedDim())
                    : Tensor.none();
            Tensor picture = tape.input("x", DType.F32, settings.streams(), 3, side, side);
            return new Frame(crops, state, model.network().search(picture, Probe.NONE));
        }
    }

    private static SpmTrack.Output record(Model model, Tape tape) {
        Frame frame = Frame.of(model, tape);
        References references = model.network().ahead(References.join(frame.crops()), Pass.tracking());
        return model.network().frame(frame.state(), references, frame.search(), Pass.tracking());
    }

    /** What a tape's outputs are. */
    static Map<String, double[]> values(Tape tape, Backend backend, UnaryOperator<String> tag) {
        return values(Compiler.compile(tape, backend), backend, tag);
    }

    private static Map<String, double[]> values(Plan plan, Backend backend, UnaryOperator<String> tag) {
        Map<String, double[]> results = new TreeMap<>();
        try (Session session = backend.load(Map.of("p", plan))) {
            plan.inputs().forEach((name, ref) -> {
                int count = Math.toIntExact(ref.shape().count());
                int pictures = ref.shape().rank() == 0 ? 1 : ref.shape().size(0); // of a sample, all alike
                float[] one = GoldenValues.values(tag.apply(name), 1, 0, count / pictures);
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = one[i % one.length];
                }
                if (name.startsWith("mask")) {
                    for (int i = 0; i < count; i++) {
                        values[i] = values[i] > 0 ? 1 : 0;
                    }
                }
                GoldenModel.fill(session.input("p", name), values);
            });
            session.run("p");
            plan.outputs().keySet().forEach(name -> results.put(name, Floats.of(session.output("p", name))));
        }
        return results;
    }
}
