package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.model.ConvHead;
import io.spmtrack.model.FoldedHead;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.Pass;
import io.spmtrack.model.Probe;
import io.spmtrack.model.SpmTrack;
import io.spmtrack.model.inside.Inside;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recorded programs of one tracking frame. What depends on a reference crop alone is a program of its own, to be run when
 * the crop changes; its values are kept in buffers that the frame's program reads (docs/adr/0007).
 *
 * @param references one program for each reference
 * @param frame the program of every frame
 * @param inside the frame's inside, where somebody wants to see it
 * @param kept memory of the buffers
 * @param head what frames use in place of the network's, where convolutions take up the running statistics
 */
public record FrameProgram(
        List<Reference> references, Whole frame, Optional<Inside> inside, ParamStore kept, Optional<FoldedHead> head)
        implements AutoCloseable {

    /**
     * Embeds a reference crop and keeps what comes of it.
     *
     * @param image normalised {@code [S, 3, h, w]}
     * @param mask of the cells its target touches {@code [1, cells]}
     */
    record Reference(Program program, Program.Input image, Program.Input mask) {
        static Reference of(int number, ReferenceCache cache, Model model) {
            ModelSettings sizes = model.settings();
            SpmTrack network = model.network();
            Program program = new Program("reference" + number);
            int side = sizes.input().templateSize();
            Program.Input image = program.input("image", DType.F32, sizes.streams(), 3, side, side);
            Program.Input mask = program.input("mask", DType.F32, 1, sizes.templateCells());
            cache.assign(
                    number,
                    network.ahead(network.reference(image.tensor(), mask.tensor(), Probe.NONE), Pass.tracking()));
            return new Reference(program, image, mask);
        }
    }

    /**
     * Finds the target in a search crop.
     *
     * @param search normalised {@code [S, 3, H, W]}, of all S pictures of the frame that the network sees
     * @param previous the previous frame's state token {@code [1, 1, D]}, in a model that has one
     * @param scores logits {@code [1, cells]}
     * @param boxes corners relative to the search crop {@code [1, cells, 4]}
     * @param state the state token for the next frame {@code [1, 1, D]}, in a model that has one
     */
    record Whole(
            Program program,
            Program.Input search,
            Optional<Program.Input> previous,
            Program.Output scores,
            Program.Output boxes,
            Optional<Program.Output> state) {
        static Whole of(ReferenceCache cache, SpmTrack network) {
            ModelSettings sizes = network.settings();
            Program program = new Program("frame");
            Program.Input search = program.input(
                    "search",
                    DType.F32,
                    sizes.streams(),
                    3,
                    sizes.input().searchSize(),
                    sizes.input().searchSize());
            Optional<Program.Input> previous = sizes.input().stateToken()
                    ? Optional.of(program.input(
                            "state", DType.F32, 1, 1, sizes.backbone().embedDim()))
                    : Optional.empty();
            SpmTrack.Output output = network.frame(
                    previous.map(Program.Input::tensor).orElse(Tensor.none()),
                    cache.read(program.tape()),
                    network.search(search.tensor(), Probe.NONE), // [1, cells, D]
                    Pass.tracking());
            return new Whole(
                    program,
                    search,
                    previous,
                    program.output("scores", output.scores()),
                    program.output("boxes", output.boxes()),
                    previous.map(token -> program.output("state", output.state())));
        }
    }

    /** Records the programs for one target at a time, with as many references as the model was trained with. */
    public static FrameProgram of(Model model) {
        return of(model, model.settings(), Optional.empty());
    }

    /** @param settings of the model, with as many references as are wanted */
    static FrameProgram of(Model model, ModelSettings settings, Optional<Inside> inside) {
        ReferenceCache cache = ReferenceCache.of(settings);
        Optional<FoldedHead> head = model.network().head() instanceof ConvHead trained
                ? Optional.of(FoldedHead.of(trained))
                : Optional.empty();
        ParamStore kept = model.buffers(new Kept(cache, head));
        SpmTrack network = head.map(folded -> model.network().with(folded)).orElseGet(model::network);
        List<Reference> references = new ArrayList<>();
        for (int i = 0; i < settings.input().references(); i++) {
            references.add(Reference.of(i, cache, model));
        }
        return new FrameProgram(List.copyOf(references), Whole.of(cache, network), inside, kept, head);
    }

    /** Everything that lies in the buffers. */
    private record Kept(ReferenceCache references, Optional<FoldedHead> head) implements Module {}

    /** Fills the buffers that depend on weights alone; those must not change afterwards. */
    void fill(Model model) {
        head.ifPresent(folded -> folded.fill((ConvHead) model.network().head()));
    }

    /** The plans of all programs, by name. */
    public Map<String, Plan> compile(Backend backend) {
        List<Program> programs = new ArrayList<>();
        references.forEach(reference -> programs.add(reference.program()));
        programs.add(frame.program());
        inside.ifPresent(look -> programs.add(look.program()));
        return Compiler.compile(programs, backend);
    }

    @Override
    public void close() {
        kept.close();
    }
}
