package io.spmtrack.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.file.TensorFile;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The two frames of a golden training sample, forward only, with every wanted tensor inside the network as an output. */
final class GoldenPasses implements AutoCloseable {
    private static final String PROGRAM = "passes";
    private static final int FRAMES = 2;

    private final Model model;
    private final Set<String> wanted;
    private final Set<String> seen = new TreeSet<>();
    private final Session session;

    /** Records and loads the program; tensors have the names of golden/README.md. */
    GoldenPasses(Model model, int batch, Set<String> wanted, Backend backend) {
        this.model = model;
        this.wanted = wanted;
        this.session = backend.load(Map.of(PROGRAM, Compiler.compile(tape(batch), backend)));
    }

    private Tape tape(int batch) {
        Tape tape = new Tape();
        ModelSettings settings = model.settings();
        List<References.Embedded> references = new ArrayList<>();
        for (int i = 0; i < settings.input().references(); i++) {
            int side = settings.input().templateSize();
            Tensor mask = tape.input("mask" + i, DType.F32, batch, settings.templateCells());
            references.add(model.network()
                    .reference(tape.input("z_" + i, DType.F32, batch, 3, side, side), mask, probe("", ".z_" + i)));
        }
        References all = References.join(references);
        Tensor state =
                tape.constant(0).expand(Shape.of(batch, 1, settings.backbone().embedDim()));
        for (int frame = 0; frame < FRAMES; frame++) {
            int side = settings.input().searchSize();
            Tensor image = tape.input("x_" + frame, DType.F32, batch, 3, side, side);
            Tensor search = model.network().search(image, probe("", ".x_" + frame));
            state = model.network()
                    .frame(state, all, search, Pass.tracking().seenBy(probe("frame" + frame + ".", "")))
                    .state();
        }
        return tape;
    }

    private Probe probe(String prefix, String suffix) {
        return (name, value) -> {
            String full = prefix + name + suffix;
            if (wanted.contains(full)) {
                value.tape().output(full, value);
                seen.add(full);
            }
        };
    }

    /** Runs on the inputs of a case. */
    void run(JsonNode golden, TensorFile stored) {
        for (int i = 0; i < model.settings().input().references(); i++) {
            GoldenModel.fill(session.input(PROGRAM, "z_" + i), GoldenModel.input(golden, "z_" + i));
            GoldenModel.fill(
                    session.input(PROGRAM, "mask" + i),
                    GoldenModel.floats(stored.longs("input.z_" + i + "_feat_mask")));
        }
        for (int frame = 0; frame < FRAMES; frame++) {
            GoldenModel.fill(session.input(PROGRAM, "x_" + frame), GoldenModel.input(golden, "x_" + frame));
        }
        session.run(PROGRAM);
    }

    /** Those of the wanted tensors that the network has. */
    Set<String> seen() {
        return seen;
    }

    /** A tensor of the last run. */
    MemorySegment output(String name) {
        return session.output(PROGRAM, name);
    }

    @Override
    public void close() {
        session.close();
    }
}
