package io.spmtrack.model.inside;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Node;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.Leaf;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.model.DropPath;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.Pass;
import io.spmtrack.model.Probe;
import io.spmtrack.model.References;
import io.spmtrack.model.SpmTrack;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network of one frame, recorded once more with values of its inside as outputs. It is a program of its own, so a tracker that
 * nobody asks for explanations does nothing for it, and one that is asked computes its boxes as ever. The layers are found on
 * the tape, whatever the network is made of.
 */
public final class Inside {
    private static final String WEIGHTS = "head.weights";
    private static final String ROUTER = ".tmoe.expert_route.weight";
    private static final int ROUTER_INPUT = 3;
    private static final int COMPRESSION_INPUT = 4;

    private final ModelSettings sizes;
    private final Program program = new Program("inside");
    private final List<Program.Input> images = new ArrayList<>();
    private final List<Program.Input> masks = new ArrayList<>();
    private final Program.Input search;
    private final Optional<Program.Input> previous;
    private final Map<String, Tensor> seen = new LinkedHashMap<>();
    private final Optional<Program.Output> weights;
    private final Program.Output attention;
    private final Map<String, Program.Output> gates = new LinkedHashMap<>();
    private final List<Program.Output> experts = new ArrayList<>();
    private String last = "";

    /**
     * Records the network of a model.
     *
     * @param settings of the model, with as many references as are wanted
     */
    public Inside(Model model, ModelSettings settings) {
        sizes = settings;
        SpmTrack network = model.network();
        List<References.Embedded> crops = new ArrayList<>();
        int side = sizes.input().templateSize();
        for (int i = 0; i < sizes.input().references(); i++) {
            images.add(program.input("image" + i, DType.F32, 1, 3, side, side));
            masks.add(program.input("mask" + i, DType.F32, 1, sizes.templateCells()));
            crops.add(
                    network.reference(images.getLast().tensor(), masks.getLast().tensor(), Probe.NONE));
        }
        int whole = sizes.input().searchSize();
        search = program.input("search", DType.F32, 1, 3, whole, whole);
        previous = sizes.input().stateToken()
                ? Optional.of(
                        program.input("state", DType.F32, 1, 1, sizes.backbone().embedDim()))
                : Optional.empty();
        network.frame(
                previous.map(Program.Input::tensor).orElse(Tensor.none()),
                References.join(crops),
                network.search(search.tensor(), Probe.NONE),
                new Pass(DropPath.none(), false, false, seen::put, Optional.empty()));
        weights = Optional.ofNullable(seen.get(WEIGHTS)).map(found -> program.output("weights", found));
        attention = layers(program.tape());
    }

    /** Adds outputs for every TMoE layer, and for the last attention. */
    private Program.Output layers(Tape tape) {
        Node lastAttention = tape.node(0);
        Node lastTmoe = tape.node(0);
        int recorded = tape.size();
        for (int i = 0; i < recorded; i++) {
            Node node = tape.node(i);
            boolean seesSearch = !node.in().isEmpty()
                    && node.in().getFirst().shape().rank() > 1
                    && node.in().getFirst().shape().size(1) >= sizes.searchCells();
            if (seesSearch && node.op() instanceof Attention) {
                lastAttention = node;
            } else if (seesSearch && node.op() instanceof Tmoe) {
                lastTmoe = node;
                Tensor router = node.in().get(ROUTER_INPUT);
                gates.put(
                        layer(tape, router),
                        program.output(
                                "gates" + i,
                                searchTokens(node.in().getFirst())
                                        .linear(router)
                                        .softmax()));
            }
        }
        if (lastTmoe.op() instanceof Tmoe op) {
            experts(tape, lastTmoe, op);
        }
        return program.output("attention", attention(lastAttention));
    }

    private static String layer(Tape tape, Tensor router) {
        return tape.node(router.node()).op() instanceof Leaf.Parameter(var parameter)
                ? parameter.name().replace(ROUTER, "")
                : "";
    }

    /** The last tokens, {@code [1, N, …] → [1, cells, …]}. */
    private Tensor searchTokens(Tensor tokens) {
        int cells = sizes.searchCells();
        return tokens.slice(1, tokens.shape().size(1) - cells, cells);
    }

    /** Averaged over heads, {@code [1, 1, cells, keys]}. */
    private Tensor attention(Node node) {
        Tensor q = searchTokens(node.in().getFirst()).permute(0, 2, 1, 3); // [1, H, cells, d]
        Tensor k = node.in().get(1).permute(0, 2, 1, 3); // [1, H, keys, d]
        double scale = ((Attention) node.op()).scale();
        return q.mul(scale).matmul(k.transpose()).softmax().mean(1);
    }

    private void experts(Tape tape, Node node, Tmoe op) {
        last = layer(tape, node.in().get(ROUTER_INPUT));
        Tensor x = searchTokens(node.in().getFirst());
        Tensor compressed = x.linear(node.in().get(COMPRESSION_INPUT)); // [1, cells, r]
        experts.add(program.output("compressed", compressed));
        int first = COMPRESSION_INPUT + op.compressions();
        for (int expert = 0; expert < op.experts(); expert++) {
            Tensor own = op.routeCompression() ? x.linear(node.in().get(COMPRESSION_INPUT + expert)) : compressed;
            experts.add(program.output("expert" + expert, own.linear(node.in().get(first + expert))));
        }
    }

    /** What was recorded, to be loaded in the session that {@link #look} is given. */
    public Program program() {
        return program;
    }

    /** Fills in a reference crop and its mask. */
    public interface Crops {
        /** @param image exactly as large as a normalised crop, {@code mask} as its cells */
        void read(int crop, MemorySegment image, MemorySegment mask);
    }

    /**
     * Runs the network and reads what happened.
     *
     * @param pixels the search crop, normalised {@code [3, H, W]}
     * @param state the previous frame's state token {@code [D]}, of no interest to a model without
     */
    public Insight look(Session session, Crops crops, MemorySegment pixels, float[] state) {
        for (int i = 0; i < images.size(); i++) {
            crops.read(i, input(session, images.get(i)), input(session, masks.get(i)));
        }
        input(session, search).copyFrom(pixels);
        previous.ifPresent(token -> input(session, token).copyFrom(MemorySegment.ofArray(state)));
        session.run(program);
        List<Insight.Gates> layers = new ArrayList<>();
        gates.forEach((name, output) -> layers.add(gates(name, rows(session, output))));
        return new Insight(
                weights.map(output -> list(values(session, output))).orElse(List.of()),
                new Insight.Attention(rows(session, attention), firstKey(), images.size(), sizes.templateCells()),
                layers,
                experts.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Insight.Experts(
                                last,
                                rows(session, experts.getFirst()),
                                experts.subList(1, experts.size()).stream()
                                        .map(output -> rows(session, output))
                                        .toList())));
    }

    /** Keys are {@code [state, references, search]}, or {@code [state, search, references]} where references are apart. */
    private int firstKey() {
        int references = images.size() * sizes.templateCells();
        int before = attention.type().shape().size(-1) - references - sizes.searchCells();
        return sizes.causal() ? before + sizes.searchCells() : before;
    }

    /** {@code blocks.3.attn.qkv.q} is layer {@code attn.qkv.q} of block 3. */
    private static Insight.Gates gates(String name, float[][] rows) {
        String[] parts = name.split("\\.", 3);
        return new Insight.Gates(Integer.parseInt(parts[1]), parts[2], rows);
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    private static MemorySegment input(Session session, Program.Input input) {
        return session.input(input)
                .asSlice(0, DType.BYTES * input.tensor().shape().count());
    }

    private static float[] values(Session session, Program.Output output) {
        return session.output(output)
                .asSlice(0, DType.BYTES * output.type().shape().count())
                .toArray(ValueLayout.JAVA_FLOAT);
    }

    private static float[][] rows(Session session, Program.Output output) {
        float[] all = values(session, output);
        int width = output.type().shape().size(-1);
        float[][] rows = new float[all.length / width][width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, i * width, rows[i], 0, width);
        }
        return rows;
    }
}
