package io.spmtrack.model;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.LayerNorm;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.nn.LoraLinear;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.engine.nn.TmoeLinear;
import io.spmtrack.model.pair.Gsahf;
import io.spmtrack.model.pair.Sdmoe;
import io.spmtrack.model.variant.AdapterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The network: one Vision Transformer over a state token, reference crops and a search crop (SPMTrack paper, section 3;
 * docs/spec/model.md). Parameter names are those of the official checkpoints.
 */
public record SpmTrack(
        Param posEmbed,
        Optional<Param> trackQuery,
        Optional<Param> queryEmbed,
        Optional<Param> tokenTypeEmbed,
        PatchEmbed patchEmbed,
        List<Block> blocks,
        LayerNorm norm,
        Optional<Gsahf> gsahf,
        Head head,
        ModelSettings settings)
        implements Module {
    private static final double EPSILON = 1e-6;
    private static final double FINAL_SCALE = 0.3;
    private static final int OUTSIDE_TYPE = 0;
    private static final int INSIDE_TYPE = 1;

    /**
     * What the network says about one frame.
     *
     * @param scores logits {@code [B, cells]}
     * @param boxes corners relative to the search crop {@code [B, cells, 4]}
     * @param state the state token for the next frame {@code [B, 1, D]}; none in a model without
     */
    public record Output(Tensor scores, Tensor boxes, Tensor state) {}

    /** A network of the given sizes, its parameters not yet allocated. */
    public static SpmTrack of(ModelSettings settings) {
        NotBuilt.refuse(settings);
        int width = settings.backbone().embedDim();
        boolean scratch = settings.scratch();
        Role role = settings.train() == ModelSettings.Train.FULL ? Role.TRAINED : Role.FROZEN;
        // Beside patches of unit variance from an untrained layer, embeddings of the official size would not be seen.
        Init embedding = new Init.Normal(scratch ? 0.5 : 0.02);
        SpmTrack network = new SpmTrack(
                Param.of(role, embedding, 1, settings.searchCells(), width),
                rows(embedding, settings.stateTokens(), width),
                rows(embedding, settings.stateTokens(), width),
                rows(embedding, types(settings), width),
                PatchEmbed.of(width, settings.backbone().patch(), role),
                Stream.generate(() -> block(settings, role))
                        .limit(settings.backbone().depth())
                        .toList(),
                scratch ? finalNorm(width) : LayerNorm.of(width, role, EPSILON),
                settings.gsahf().gsahf() ? Optional.of(Gsahf.of(settings.gsahf(), width)) : Optional.empty(),
                Head.of(settings),
                settings);
        if (settings.train() == ModelSettings.Train.PAIR) {
            network.freezeTracker();
        }
        return network;
    }

    /** Leaves what a second modality adds to be trained, and the head where it is wanted. */
    private void freezeTracker() {
        blocks.forEach(block -> {
            Set<Param> added = block.sdmoe()
                    .map(adapter -> Set.copyOf(adapter.parameters().values()))
                    .orElse(Set.of());
            block.parameters().values().stream()
                    .filter(parameter -> !added.contains(parameter))
                    .forEach(Param::freeze);
        });
        posEmbed.freeze();
        Stream.of(trackQuery, queryEmbed, tokenTypeEmbed)
                .flatMap(Optional::stream)
                .forEach(Param::freeze);
        Stream.of(patchEmbed, norm)
                .flatMap(part -> part.parameters().values().stream())
                .forEach(Param::freeze);
        if (!settings.sdmoe().sdmoeHead()) {
            head.parameters().values().forEach(Param::freeze);
        }
    }

    private static int types(ModelSettings settings) {
        return switch (settings.input().tokenTypes()) {
            case THREE -> 3;
            case TWO -> 2;
            case NONE -> 0;
        };
    }

    private static Optional<Param> rows(Init init, int rows, int width) {
        return rows == 0 ? Optional.empty() : Optional.of(Param.trained(init, rows, width));
    }

    /** With this scale and shift the product of any search token with the state token starts near 0.09·D (docs/adr/0006). */
    private static LayerNorm finalNorm(int width) {
        Init init = new Init.Constant(FINAL_SCALE);
        return new LayerNorm(Param.trained(init, width), Param.trained(init, width), EPSILON);
    }

    private static Block block(ModelSettings settings, Role role) {
        int width = settings.backbone().embedDim();
        return new Block(
                LayerNorm.of(width, role, EPSILON),
                new Attention(
                        qkv(settings, role),
                        attention(settings, settings.adapters().out(), role),
                        settings.backbone().numHeads()),
                layerScale(settings, role),
                LayerNorm.of(width, role, EPSILON),
                feedForward(settings, role),
                layerScale(settings, role),
                settings.sdmoe().sdmoe()
                        ? Optional.of(Sdmoe.of(
                                settings.sdmoe(), width, settings.backbone().depth()))
                        : Optional.empty());
    }

    /** Backbones other than DINOv2 have none. */
    private static Optional<Block.LayerScale> layerScale(ModelSettings settings, Role role) {
        return settings.backbone().pretraining() == BackboneSettings.Pretraining.DINOV2
                ? Optional.of(new Block.LayerScale(
                        Param.of(role, Init.ones(), settings.backbone().embedDim())))
                : Optional.empty();
    }

    private static Attention.Qkv qkv(ModelSettings settings, Role role) {
        int width = settings.backbone().embedDim();
        AdapterSettings.Adapter adapter = settings.adapters().qkv();
        return adapter == AdapterSettings.Adapter.NONE
                ? new Attention.Qkv.Fused(Linear.of(width, 3 * width, role, new Init.Normal(1 / Math.sqrt(width))))
                : new Attention.Qkv.Split(
                        attention(settings, adapter, role),
                        attention(settings, adapter, role),
                        attention(settings, adapter, role));
    }

    private static Projection attention(ModelSettings settings, AdapterSettings.Adapter adapter, Role role) {
        int width = settings.backbone().embedDim();
        return projection(settings, adapter, settings.tmoe().attention(), width, width, role);
    }

    private static FeedForward feedForward(ModelSettings settings, Role role) {
        int width = settings.backbone().embedDim();
        int hidden = settings.backbone().hidden();
        if (settings.adapters().ffn() == AdapterSettings.Ffn.MOE) {
            return FeedForward.Mixture.of(settings, role);
        }
        return switch (settings.backbone().ffnLayer()) {
            case MLP ->
                new FeedForward.Mlp(
                        feedForward(settings, width, hidden, role), feedForward(settings, hidden, width, role));
            case SWIGLUFUSED ->
                new FeedForward.SwiGlu(
                        feedForward(settings, width, 2 * hidden, role), feedForward(settings, hidden, width, role));
        };
    }

    private static Projection feedForward(ModelSettings settings, int in, int out, Role role) {
        return projection(
                settings, settings.adapters().ffn().layer(), settings.tmoe().feedForward(), in, out, role);
    }

    private static Projection projection(
            ModelSettings settings,
            AdapterSettings.Adapter adapter,
            TmoeLinear.Settings tmoe,
            int in,
            int out,
            Role role) {
        Init init = new Init.Normal(1 / Math.sqrt(in));
        return switch (adapter) {
            case TMOE -> TmoeLinear.of(in, out, role, init, tmoe);
            case LORA -> LoraLinear.of(in, out, role, init, settings.lora().layer());
            case NONE -> Linear.of(in, out, role, init);
        };
    }

    /** The same network with another head. */
    public SpmTrack with(Head other) {
        return new SpmTrack(
                posEmbed, trackQuery, queryEmbed, tokenTypeEmbed, patchEmbed, blocks, norm, gsahf, other, settings);
    }

    /**
     * Embeds one reference crop.
     *
     * @param image normalised pixels {@code [B·S, 3, h, w]}, of each sample all S pictures of the same moment
     * @param mask 1 for cells touched by the target's box, else 0, {@code [B, cells]}
     * @return tokens {@code [B·S, cells, D]}
     */
    public References.Embedded reference(Tensor image, Tensor mask, Probe probe) {
        Tape tape = image.tape();
        int grid = settings.templateGrid();
        int width = settings.backbone().embedDim();
        Tensor positions = tape.param(posEmbed) // the top-left corner of the search table (docs/spec/model.md §3)
                .reshape(1, settings.searchGrid(), settings.searchGrid(), width)
                .slice(1, 0, grid)
                .slice(2, 0, grid)
                .reshape(1, grid * grid, width);
        Tensor patches = patchEmbed.apply(image);
        probe.see("patch_embed", patches);
        return References.of(referenceType(patches.add(positions), streams(mask)));
    }

    /** What all pictures of a sample share, once for each of them, {@code [B, ..] → [B·S, ..]}. */
    private Tensor streams(Tensor samples) {
        int streams = settings.streams();
        if (streams == 1) {
            return samples;
        }
        Shape shape = samples.shape();
        int count = shape.size(0);
        int rest = Math.toIntExact(shape.count() / count);
        Tensor all = samples.reshape(count, 1, rest).expand(Shape.of(count, streams, rest));
        return shape.rank() == 2
                ? all.reshape(count * streams, shape.size(1))
                : all.reshape(count * streams, shape.size(1), shape.size(2));
    }

    /** The mean of all pictures of a sample, {@code [B·S, N, D] → [B, N, D]}; of equal ones exactly each of them. */
    private Tensor fused(Tensor tokens) {
        int streams = settings.streams();
        if (streams == 1) {
            return tokens;
        }
        Shape shape = tokens.shape();
        int count = shape.size(0) / streams;
        return tokens.reshape(count, streams, shape.size(1) * shape.size(2))
                .mean(1)
                .reshape(count, shape.size(1), shape.size(2));
    }

    /** Reference tokens with what says so, and, of three types, whether they lie in the box. */
    private Tensor referenceType(Tensor tokens, Tensor mask) {
        if (tokenTypeEmbed.isEmpty()) {
            return tokens;
        }
        Tensor types = tokens.tape().param(tokenTypeEmbed.get());
        if (types.shape().size(0) == 2) {
            return tokens.add(types.slice(0, OUTSIDE_TYPE, 1));
        }
        Tensor type = mask.reshape(mask.shape().append(1))
                .expand(tokens.shape())
                .select(
                        types.slice(0, INSIDE_TYPE, 1).expand(tokens.shape()),
                        types.slice(0, OUTSIDE_TYPE, 1).expand(tokens.shape()));
        return tokens.add(type);
    }

    /** Embeds the search crop, {@code [B·S, 3, H, W] → [B·S, cells, D]}. */
    public Tensor search(Tensor image, Probe probe) {
        Tape tape = image.tape();
        Tensor patches = patchEmbed.apply(image);
        probe.see("patch_embed", patches);
        Tensor placed = patches.add(tape.param(posEmbed));
        return tokenTypeEmbed
                .map(types ->
                        placed.add(tape.param(types).slice(0, types.shape().size(0) - 1, 1)))
                .orElse(placed);
    }

    /**
     * Reference crops with what can be computed before the search crop is known, which is the same for every frame: what the
     * first block makes of them before they meet others, or, where they meet no others, what every block does.
     */
    public References ahead(References.Embedded references, Pass pass) {
        if (settings.causal()) {
            return encoded(references.tokens(), pass);
        }
        // Projections are those of all samples; where drop path takes subsets of the batch they are of no use.
        return pass.drop().subsets(references.tokens().shape().size(0))
                ? references
                : new References.Embedded(
                        references.tokens(), Optional.of(blocks.getFirst().project(references.tokens())));
    }

    private References.Encoded encoded(Tensor crops, Pass pass) {
        int parts = crops.shape().size(1) / settings.templateCells();
        Pass own = pass.below("references.");
        List<References.KeysValues> known = new ArrayList<>();
        Tensor tokens = crops; // [B, cells of all, D]
        for (int i = 0; i < blocks.size(); i++) {
            known.add(blocks.get(i).keysValues(tokens));
            if (i < blocks.size() - 1) {
                tokens = block(i, tokens, new Scope.Apart(known.getLast(), parts), own);
            }
        }
        return new References.Encoded(List.copyOf(known));
    }

    /**
     * One frame.
     *
     * @param previous the previous frame's state token {@code [B, 1, D]}, zeros for the first frame; no gradient flows into it;
     *     none in a model without
     * @param references the reference crops, perhaps with what is known {@link #ahead}
     * @param search tokens of the search crop {@code [B·S, cells, D]}
     */
    public Output frame(Tensor previous, References references, Tensor search, Pass pass) {
        List<Tensor> state = state(previous).stream().map(this::streams).toList();
        List<Tensor> levels = switch (references) {
            case References.Embedded crops
            when settings.causal() -> beside(state, encoded(crops.tokens(), pass), search, pass);
            case References.Embedded crops -> joint(state, crops, search, pass);
            case References.Encoded crops -> beside(state, crops, search, pass);
        };
        Tensor normal = norm.apply(levels.getLast());
        pass.probe().see("norm", normal);
        Tensor mean = fused(normal);
        Tensor features = searchTokens(mean);
        Tensor found = gsahf.map(fusion -> features.add(
                        fusion.apply(levels.stream().map(this::searchTokens).toList(), pass.losses())))
                .orElse(features);
        return output(mean, found, pass);
    }

    /** The state token, or none. */
    private List<Tensor> state(Tensor previous) {
        if (trackQuery.isEmpty() || queryEmbed.isEmpty()) {
            return List.of();
        }
        Tape tape = previous.tape();
        int width = settings.backbone().embedDim();
        Tensor query =
                tape.param(trackQuery.get()).add(tape.param(queryEmbed.get())).reshape(1, 1, width);
        return List.of(previous.detach().add(query));
    }

    private static Tensor tokens(List<Tensor> state, Tensor... others) {
        return Tensor.concat(1, Stream.concat(state.stream(), Stream.of(others)).toArray(Tensor[]::new));
    }

    private Tensor searchTokens(Tensor tokens) {
        int cells = settings.searchCells();
        return tokens.slice(1, tokens.shape().size(1) - cells, cells);
    }

    /** Whether the tokens of a block are wanted after the blocks: those of the last one, and those that are fused. */
    private boolean isLevel(int block) {
        int depth = blocks.size();
        return block == depth - 1 || gsahf.isPresent() && settings.gsahf().takes(block, depth);
    }

    /** All tokens see one another. */
    private List<Tensor> joint(List<Tensor> state, References.Embedded references, Tensor search, Pass pass) {
        Tensor tokens = tokens(state, references.tokens(), search); // [B, N, D]
        pass.probe().see("tokens", tokens);
        List<Tensor> levels = new ArrayList<>();
        int last = blocks.size() - 1;
        for (int i = 0; i <= last; i++) {
            Scope scope = new Scope.Joint(
                    state.size(),
                    references.tokens().shape().size(1),
                    i == 0 ? references.projected() : Optional.empty(),
                    i == last && !pass.allTokens());
            tokens = block(i, tokens, scope, pass);
            pass.probe().see("block" + i, tokens);
            if (isLevel(i)) {
                levels.add(tokens);
            }
        }
        return levels;
    }

    /** References were there before, and do not see state and search tokens (docs/spec/variants.md §10). */
    private List<Tensor> beside(List<Tensor> state, References.Encoded references, Tensor search, Pass pass) {
        Tensor tokens = tokens(state, search); // [B, 1 + cells, D]
        pass.probe().see("tokens", tokens);
        List<Tensor> levels = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            tokens = block(i, tokens, new Scope.Beside(references.blocks().get(i)), pass);
            pass.probe().see("block" + i, tokens);
            if (isLevel(i)) {
                levels.add(tokens);
            }
        }
        return levels;
    }

    private Tensor block(int i, Tensor tokens, Scope scope, Pass pass) {
        Supplier<Tensor> recording = () -> blocks.get(i).apply(tokens, scope, pass.below("block" + i + "."));
        // The last block's gradient comes right after it: there is nothing to save.
        boolean keep = !pass.recompute() || i == blocks.size() - 1;
        return keep ? recording.get() : tokens.tape().recomputed(recording);
    }

    /** @param features search tokens as the head is to see them {@code [B, cells, D]} */
    private Output output(Tensor normal, Tensor features, Pass pass) {
        Probe probe = pass.probe();
        Tensor state = trackQuery.isPresent() ? normal.slice(1, 0, 1) : Tensor.none(); // [B, 1, D]
        Tensor weighted = state.isNone() ? features : weighted(features, state, probe);
        probe.see("head.input", weighted);
        Head.Found found = head.find(weighted, settings.searchGrid(), pass);
        Tensor scores = found.scores();
        Tensor boxes = found.boxes();
        if (!state.isNone()) {
            probe.see("state_token", state);
        }
        probe.see("score_map", scores);
        probe.see("boxes", boxes);
        return new Output(scores, boxes, state);
    }

    /** Search tokens times their products with the state token. */
    private static Tensor weighted(Tensor features, Tensor state, Probe probe) {
        Tensor weights = features.matmul(state.transpose()); // [B, cells, 1]
        probe.see("head.weights", weights);
        return features.mul(weights);
    }
}
