package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.file.TensorFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program of one frame of a model, its outputs compared with stored ones (tolerances of golden/README.md). */
public final class GoldenFrame implements AutoCloseable {
    private static final String PROGRAM = "frame";
    private static final String SCORES = "score_map";
    private static final String BOXES = "boxes";
    private static final String STATE = "state_token";
    private static final Map<String, Double> TOLERANCES = Map.of(SCORES, 1e-4, BOXES, 2e-5, STATE, 5e-5);

    private final Session session;

    /** Records and loads the program; the state token is zero as on a sequence's first frame. */
    public GoldenFrame(Model model, int batch, Backend backend) {
        session = backend.load(Map.of(PROGRAM, Compiler.compile(tape(model, batch), backend)));
    }

    private static Tape tape(Model model, int batch) {
        Tape tape = new Tape();
        SpmTrack network = model.network();
        int template = model.settings().input().templateSize();
        int search = model.settings().input().searchSize();
        List<References.Embedded> references = new ArrayList<>();
        for (int i = 0; i < model.settings().input().references(); i++) {
            references.add(network.reference(
                    tape.input("reference" + i, DType.F32, batch, 3, template, template),
                    tape.input("mask" + i, DType.F32, batch, model.settings().templateCells()),
                    Probe.NONE));
        }
        SpmTrack.Output output = network.frame(
                tape.input(
                        "state",
                        DType.F32,
                        batch,
                        1,
                        model.settings().backbone().embedDim()),
                References.join(references),
                network.search(tape.input("search", DType.F32, batch, 3, search, search), Probe.NONE),
                Pass.tracking());
        tape.output(SCORES, output.scores());
        tape.output(BOXES, output.boxes());
        tape.output(STATE, output.state());
        return tape;
    }

    /** Sets a reference: normalised pixels {@code [B, 3, h, w]} and mask {@code [B, cells]}. */
    public void reference(int index, float[] pixels, float[] mask) {
        GoldenModel.fill(session.input(PROGRAM, "reference" + index), pixels);
        GoldenModel.fill(session.input(PROGRAM, "mask" + index), mask);
    }

    /** Runs on a search region {@code [B, 3, H, W]}, and keeps the state token for the next run. */
    public void run(float[] search) {
        GoldenModel.fill(session.input(PROGRAM, "search"), search);
        session.run(PROGRAM);
        session.input(PROGRAM, "state").copyFrom(session.output(PROGRAM, STATE));
    }

    /** Score logits {@code [B, cells]} of the last run. */
    public double[] scores() {
        return Floats.of(session.output(PROGRAM, SCORES));
    }

    /** Boxes {@code [B, cells, 4]} of the last run. */
    public double[] boxes() {
        return Floats.of(session.output(PROGRAM, BOXES));
    }

    /** Fails unless the last run's outputs are the stored ones, called {@code prefix + score_map} and so on. */
    public void assertOutputs(TensorFile expected, String prefix) {
        for (String name : List.of(SCORES, BOXES, STATE)) {
            float[] wanted = expected.floats(prefix + name);
            double[] actual = Floats.of(session.output(PROGRAM, name));
            assertEquals(wanted.length, actual.length, prefix + name);
            for (int i = 0; i < wanted.length; i++) {
                assertEquals(wanted[i], actual[i], TOLERANCES.get(name), prefix + name + " element " + i);
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
