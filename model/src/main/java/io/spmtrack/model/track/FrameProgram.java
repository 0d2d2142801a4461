package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Compiler;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.model.DropPath;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.Probe;
import io.spmtrack.model.SpmTrack;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The network of one tracking frame, compiled and loaded on a backend. Several trackers may share it, also from several
 * threads: their frames take turns (whoever fills the inputs holds this object's monitor until it has read the outputs).
 */
public final class FrameProgram implements AutoCloseable {
    private static final String FRAME = "frame";

    private final Model model;
    private final Session session;

    /** Records, compiles and loads the network for one target at a time. */
    public FrameProgram(Model model, Backend backend) {
        this.model = model;
        this.session = backend.load(Map.of(FRAME, Compiler.compile(record(model.network()), backend)));
    }

    private static Tape record(SpmTrack network) {
        ModelSettings settings = network.settings();
        Tape tape = new Tape();
        List<Tensor> references = new ArrayList<>();
        int template = settings.templateSize();
        for (int i = 0; i < settings.references(); i++) {
            Tensor image = tape.input("reference" + i, DType.F32, 1, 3, template, template);
            Tensor mask = tape.input("mask" + i, DType.F32, 1, settings.templateCells());
            references.add(network.reference(image, mask, Probe.NONE));
        }
        Tensor search = tape.input("search", DType.F32, 1, 3, settings.searchSize(), settings.searchSize());
        Tensor state = tape.input("state", DType.F32, 1, 1, settings.embedDim());
        SpmTrack.Output output =
                network.frame(state, references, network.search(search, Probe.NONE), DropPath.none(), Probe.NONE);
        tape.output("scores", output.scores());
        tape.output("boxes", output.boxes());
        tape.output("state", output.state());
        return tape;
    }

    /** The weights this program runs with. */
    public Model model() {
        return model;
    }

    /** Reference crop {@code i}, normalised {@code [3, h, w]}. */
    MemorySegment reference(int i) {
        return session.input(FRAME, "reference" + i);
    }

    /** Foreground mask of reference crop {@code i}, {@code [cells]}. */
    MemorySegment mask(int i) {
        return session.input(FRAME, "mask" + i);
    }

    /** The search crop, normalised {@code [3, H, W]}. */
    MemorySegment search() {
        return session.input(FRAME, "search");
    }

    /** The previous frame's state token, zeros for the first. */
    MemorySegment previousState() {
        return session.input(FRAME, "state");
    }

    /** Runs the network on what its inputs hold; trackers do this themselves. */
    public void run() {
        session.run(FRAME);
    }

    /** Score logits {@code [cells]}. */
    MemorySegment scores() {
        return session.output(FRAME, "scores");
    }

    /** Boxes {@code [cells, 4]} relative to the search crop. */
    MemorySegment boxes() {
        return session.output(FRAME, "boxes");
    }

    /** The state token for the next frame. */
    MemorySegment state() {
        return session.output(FRAME, "state");
    }

    @Override
    public void close() {
        session.close();
    }
}
