package io.spmtrack.model;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaving out what nobody needs, and projecting references ahead, does not change what the network says. */
class LessWorkTest {
    private static final double ROUNDING = 1e-5;
    private static final int BATCH = 2;

    private static ModelSettings settings(int depth) {
        return ModelSettings.base()
                .with(
                        "embed_dim=32",
                        "depth=" + depth,
                        "num_heads=2",
                        "patch=4",
                        "template_size=8",
                        "search_size=16",
                        "r=4",
                        "alpha=4",
                        "expert_nums=2",
                        "train=full");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void outputsAreTheSame(int depth) {
        try (Model model = new Model(settings(depth), TrackerSettings.published())) {
            model.initialize(7);
            Tape tape = new Tape();
            List<References.Embedded> crops = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Tensor image = tape.input("reference" + i, DType.F32, BATCH, 3, 8, 8);
                crops.add(model.network().reference(image, tape.input("mask" + i, DType.F32, BATCH, 4), Probe.NONE));
            }
            References.Embedded references = References.join(crops);
            References known = model.network().ahead(references, Pass.tracking());
            Pass full = Pass.tracking().seenBy(Probe.NONE);
            record(model, tape, "full", references, full);
            record(model, tape, "needed", references, Pass.tracking());
            record(model, tape, "known", known, Pass.tracking());
            record(model, tape, "known full", known, full);
            compare(tape);
        }
    }

    private static void record(Model model, Tape tape, String name, References references, Pass pass) {
        Tensor search = model.network().search(tape.input("search " + name, DType.F32, BATCH, 3, 16, 16), Probe.NONE);
        Tensor state = tape.input("state " + name, DType.F32, BATCH, 1, 32);
        SpmTrack.Output output = model.network().frame(state, references, search, pass);
        tape.output("scores " + name, output.scores());
        tape.output("boxes " + name, output.boxes());
        tape.output("state " + name, output.state());
    }

    private static void compare(Tape tape) {
        try (Session session = new CpuBackend(2).load(Map.of("p", Compiler.compile(tape, new CpuBackend(2))))) {
            for (int i = 0; i < 3; i++) {
                fill(session, "reference" + i, BATCH * 3 * 8 * 8);
                session.input("p", "mask" + i).fill((byte) 0);
            }
            for (String name : List.of("full", "needed", "known", "known full")) {
                GoldenModel.fill(
                        session.input("p", "search " + name), GoldenValues.values("x", 2, 0, BATCH * 3 * 16 * 16));
                GoldenModel.fill(session.input("p", "state " + name), GoldenValues.values("s", 1, 0, BATCH * 32));
            }
            session.run("p");
            for (String name : List.of("needed", "known", "known full")) {
                for (String what : List.of("scores ", "boxes ", "state ")) {
                    double[] expected = Floats.of(session.output("p", what + "full"));
                    Floats.assertClose(what + name, expected, Floats.of(session.output("p", what + name)), ROUNDING, 0);
                }
            }
        }
    }

    private static void fill(Session session, String name, int count) {
        GoldenModel.fill(session.input("p", name), GoldenValues.values(name, 2, 0, count));
    }
}
