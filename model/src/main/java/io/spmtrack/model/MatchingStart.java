package io.spmtrack.model;

import io.spmtrack.engine.Param;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * First values for a network that no pretrained backbone stands behind (docs/adr/0006). The channels are shared out: what a patch
 * looks like, where the reference cells like it lie, where the token itself lies, and its kind. The first head of the first block
 * compares every token with the reference tokens and hands on whether the like ones lie inside the box, and where.
 */
final class MatchingStart {
    private static final int KINDS = 4;
    private static final int FREQUENCIES = 4;
    private static final int POSITIONS = 4 * FREQUENCIES; // sine and cosine of x and y
    private static final int PLACES = 8; // of the two lowest frequencies
    private static final int LEAST_WIDTH = 40;
    private static final int LEAST_HEAD = PLACES + 2;

    /** Offsets among the channels of a token's kind. */
    private static final int IS_REFERENCE = 0;

    private static final int IS_INSIDE = 1;
    private static final int LIKENESS = 2;
    private static final int IS_STATE = 3;

    /** Values of the kind channels for cells outside the box, inside it, and of the search crop. */
    private static final double[][] KIND_OF_TYPE = {{1, -1, 0, 0}, {1, 1, 0, 0}, {-1, 0, 0, 0}};

    private static final double SHORTEST_WAVE = 3; // cells
    private static final double LONGEST_WAVE = 4; // search crops
    private static final double BRANCH_SCALE = 0.2;
    private static final double HEAD_NOISE = 0.1;
    private static final double SHARPNESS = 7; // logit of a token with one of equal content
    private static final double REFERENCE_QUERY = 4;
    private static final double REFERENCE_KEY =
            4.2; // with the query, 6 more in the logit of a reference than of a search token
    private static final double LIKENESS_GAIN = 2;

    private final Model model;
    private final int width;
    private final int headSize;
    private final int kinds;
    private final int positions;
    private final int places;

    private MatchingStart(Model model) {
        this.model = model;
        this.width = model.settings().backbone().embedDim();
        this.headSize = width / model.settings().backbone().numHeads();
        this.kinds = width - KINDS;
        this.positions = kinds - POSITIONS;
        this.places = positions - PLACES;
    }

    /** Changes the values of an initialised model; too narrow ones, and those whose attention learns nothing beside pretrained layers, stay as they are. */
    static void fill(Model model) {
        MatchingStart start = new MatchingStart(model);
        boolean split =
                model.weights().find("blocks.0.attn.qkv.q.linear.weight").isPresent();
        if (start.width >= LEAST_WIDTH && start.headSize >= LEAST_HEAD && split) {
            start.patches();
            start.positions();
            start.kinds();
            start.quietBranches();
            start.match();
        }
    }

    /** The channel in which the first block adds how much the like reference cells lie inside the box: 2 if all do, -2 if none. */
    static int likeness(int width) {
        return width - KINDS + LIKENESS;
    }

    /** Patches use the first channels only. */
    private void patches() {
        Param weight = model.network().patchEmbed().proj().weight(); // [D, 3, patch, patch]
        long row = weight.shape().count() / width;
        for (long i = places * row; i < width * row; i++) {
            set(weight, i, 0);
        }
    }

    /** Waves from three cells to four crops long. */
    private void positions() {
        int grid = model.settings().searchGrid();
        double lowest = 2 * Math.PI / (LONGEST_WAVE * grid);
        double highest = 2 * Math.PI / SHORTEST_WAVE;
        Param table = model.network().posEmbed(); // [1, cells, D]
        zero(table);
        for (int cell = 0; cell < grid * grid; cell++) {
            for (int i = 0; i < POSITIONS; i++) {
                int wave = i / 4;
                double frequency = lowest * Math.pow(highest / lowest, wave / (FREQUENCIES - 1.0));
                int place = i % 2 == 0 ? cell % grid : cell / grid;
                double phase = frequency * (place - (grid - 1) / 2.0);
                set(table, (long) cell * width + positions + i, i % 4 < 2 ? Math.sin(phase) : Math.cos(phase));
            }
        }
    }

    private void kinds() {
        model.network().tokenTypeEmbed().ifPresent(this::kinds);
        model.network().trackQuery().ifPresent(query -> {
            scale(query, BRANCH_SCALE);
            set(query, kinds + IS_STATE, 1);
        });
        model.network().queryEmbed().ifPresent(query -> scale(query, BRANCH_SCALE));
    }

    private void kinds(Param types) { // [3, D], or [2, D] without a difference between outside and inside
        zero(types);
        int rows = types.shape().size(0);
        for (int type = 0; type < rows; type++) {
            double[] kind = KIND_OF_TYPE[type + KIND_OF_TYPE.length - rows];
            for (int i = 0; i < KINDS; i++) {
                set(types, (long) type * width + kinds + i, kind[i]);
            }
        }
    }

    /** What blocks add is small at first, so that it does not cover what the embeddings say. */
    private void quietBranches() {
        for (int block = 0; block < model.settings().backbone().depth(); block++) {
            String last = switch (model.settings().backbone().ffnLayer()) {
                case MLP -> "mlp.fc2";
                case SWIGLUFUSED -> "mlp.w3";
            };
            layer(block, "attn.proj").ifPresent(weight -> scale(weight, BRANCH_SCALE));
            layer(block, last).ifPresent(weight -> scale(weight, BRANCH_SCALE));
        }
    }

    private void match() {
        Param query = find("blocks.0.attn.qkv.q.linear.weight"); // [D, D], rows of the first head first
        Param key = find("blocks.0.attn.qkv.k.linear.weight");
        Param value = find("blocks.0.attn.qkv.v.linear.weight");
        Param out = layer(0, "attn.proj").orElseThrow(); // columns of the first head first
        for (int i = 0; i < headSize; i++) {
            for (int j = 0; j < width; j++) {
                for (Param rows : new Param[] {query, key, value}) {
                    scale(rows, (long) i * width + j, HEAD_NOISE);
                }
                scale(out, (long) j * width + i, HEAD_NOISE);
            }
        }
        int compared = Math.min(headSize - 1, places);
        double gain = Math.sqrt(SHARPNESS * Math.sqrt(headSize) / compared);
        for (int i = 0; i < compared; i++) {
            set(query, (long) i * width + i, gain);
            set(key, (long) i * width + i, gain);
        }
        int last = headSize - 1;
        set(find("blocks.0.attn.qkv.q.linear.bias"), last, REFERENCE_QUERY);
        set(key, (long) last * width + kinds + IS_REFERENCE, REFERENCE_KEY);
        pass(value, out, 0, kinds + IS_INSIDE, likeness(width), LIKENESS_GAIN);
        for (int i = 0; i < PLACES; i++) {
            pass(value, out, 1 + i, positions + i, places + i, 1);
        }
    }

    /** The first head reads a channel of the tokens it looks at and adds it to another one. */
    private void pass(Param value, Param out, int row, int from, int to, double gain) {
        set(value, (long) row * width + from, 1);
        set(out, (long) to * width + row, gain);
    }

    /** The weight of a block's layer, with or without adapters; absent in a mixture of networks. */
    private Optional<Param> layer(int block, String name) {
        String full = "blocks." + block + "." + name;
        return model.weights()
                .find(full + ".linear.weight")
                .or(() -> model.weights().find(full + ".weight"));
    }

    private Param find(String name) {
        return model.weights().find(name).orElseThrow();
    }

    private static void zero(Param param) {
        param.segment().fill((byte) 0);
    }

    private static void scale(Param param, double factor) {
        for (long i = 0; i < param.shape().count(); i++) {
            scale(param, i, factor);
        }
    }

    private static void scale(Param param, long index, double factor) {
        set(param, index, factor * param.segment().getAtIndex(ValueLayout.JAVA_FLOAT, index));
    }

    private static void set(Param param, long index, double value) {
        param.segment().setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
    }
}
