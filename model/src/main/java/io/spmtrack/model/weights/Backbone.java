package io.spmtrack.model.weights;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.BackboneSettings;
import io.spmtrack.model.crop.PositionEmbedding;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A pretrained DINOv2 file (without registers) as the frozen half of a tracker: the fused query, key and value are split,
 * the positions resized to the search grid (docs/spec/model.md §2, §3). Loading is strict.
 */
final class Backbone {
    private static final String POSITIONS = "pos_embed";
    private static final long OFFICIAL_ROWS = 1 + 37 * 37;
    private static final String IDENTITY = "temporal_pos_embed_";
    private static final String REGISTERS = "register_tokens";
    private static final String OTHER = "this is not the backbone of this preset";

    private static final String WITHOUT = "this is the network with registers, another one: a DINOv2 file without"
            + " registers is needed, whose name has no reg4";

    private final Contents contents;
    private final BackboneNames names;
    private final BackboneSettings sizes;

    private Backbone(Contents contents, BackboneNames names, BackboneSettings sizes) {
        this.contents = contents;
        this.names = names;
        this.sizes = sizes;
    }

    /** Whether a parameter of the network comes from the backbone's file. */
    static boolean holds(String parameter) {
        return parameter.equals(POSITIONS)
                || parameter.startsWith("patch_embed.")
                || parameter.startsWith("norm.")
                || parameter.startsWith("blocks.")
                        && Stream.of(".tmoe.", ".lora.", ".mlp.gate.", ".sdmoe.")
                                .noneMatch(parameter::contains)
                        && !trainedExpert(parameter);
    }

    /** Whether a parameter belongs to an expert that is trained: frozen ones have LoRA, and their own layer lies below it. */
    private static boolean trainedExpert(String parameter) {
        return parameter.contains(".mlp.experts.") && !parameter.contains(".linear.");
    }

    /** The parameters to read where a model starts: its frozen ones, and of networks that are all trained the first. */
    static Map<String, Param> first(Map<String, Param> parameters) {
        boolean shared = parameters.keySet().stream().anyMatch(name -> name.contains(".mlp.shared_experts."));
        Map<String, Param> first = new LinkedHashMap<>(parameters);
        first.keySet().removeIf(name -> !holds(name) && (shared || !name.contains(".mlp.experts.0.")));
        return first;
    }

    /**
     * Compares a file's names and shapes with those of a network's parameters; reads no tensor yet.
     *
     * @param wanted the parameters of the network that {@link #holds}, with their shapes
     * @param sizes of the network; they say of which family the file is
     * @throws io.spmtrack.engine.InputException naming the first tensor of another shape, absent or unknown
     */
    static Backbone of(TensorFile file, Map<String, List<Long>> wanted, BackboneSettings sizes) {
        Contents contents = new Contents(file);
        if (Checkpoint.is(contents)) {
            throw contents.defect("is a tracker's checkpoint, not a DINOv2 file: give it with --weights");
        }
        Backbone backbone =
                new Backbone(contents, BackboneNames.of(contents.tensors().keySet()), sizes);
        backbone.check(wanted);
        return backbone;
    }

    private void check(Map<String, List<Long>> wanted) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        wanted.forEach((parameter, shape) -> {
            BackboneNames.Part part = names.part(parameter);
            List<Long> whole = new ArrayList<>(shape);
            whole.set(0, shape.getFirst() * part.count());
            if (parameter.equals(POSITIONS)) {
                whole.set(1, rows(part.tensor()));
            }
            shapes.put(part.tensor(), whole);
        });
        contents.requireShapes(shapes, OTHER);
        contents.requireAll(shapes, OTHER);
        Set<String> known = new LinkedHashSet<>(shapes.keySet());
        known.addAll(names.unused());
        contents.tensors().keySet().stream().filter(this::left).forEach(known::add);
        if (wanted.keySet().stream().noneMatch(name -> name.contains(".mlp."))) {
            contents.tensors().keySet().stream() // networks that are all trained come from the checkpoint
                    .filter(name -> name.contains(".mlp."))
                    .forEach(known::add);
        }
        contents.unknown(known).ifPresent(name -> {
            throw contents.defect("unknown: " + name + ": " + (name.endsWith(REGISTERS) ? WITHOUT : OTHER));
        });
        grid(names.part(POSITIONS).tensor());
    }

    /** Whether a tracker has no use for a tensor of its file's family (docs/spec/variants.md §6). */
    private boolean left(String name) {
        return switch (sizes.pretraining()) {
            case DINOV2 -> false;
            case MAE -> decoding(name);
            case DROPMAE -> decoding(name) || name.startsWith(IDENTITY);
        };
    }

    private static boolean decoding(String name) {
        return name.contains("decoder") || name.startsWith("head.") || name.startsWith("fc_norm.");
    }

    /**
     * Adds DropMAE's identities of the frames to the types of tokens, that of its template to those of references, where the
     * settings say so: the network computes the same without a further tensor.
     *
     * @param types one row or two for references, then one for the search crop
     */
    void foldIdentities(Param types) {
        if (sizes.frameIdentity() == BackboneSettings.FrameIdentity.DROP
                || sizes.pretraining() != BackboneSettings.Pretraining.DROPMAE) {
            return;
        }
        int width = types.shape().size(1);
        List<Long> shape = List.of(1L, 1L, (long) width);
        Map<String, List<Long>> identities = Map.of(IDENTITY + "x", shape, IDENTITY + "z", shape);
        contents.requireShapes(identities, OTHER);
        contents.requireAll(identities, "leave model.frame_identity=fold away");
        int last = types.shape().size(0) - 1;
        for (int row = 0; row <= last; row++) {
            String name = IDENTITY + (row == last ? "x" : "z");
            float[] identity =
                    contents.file().floats(contents.tensors().get(name).name());
            for (int i = 0; i < width; i++) {
                long place = (long) row * width + i;
                float type = types.segment().getAtIndex(ValueLayout.JAVA_FLOAT, place);
                types.segment().setAtIndex(ValueLayout.JAVA_FLOAT, place, type + identity[i]);
            }
        }
    }

    private PositionEmbedding.Rule rule() {
        return switch (sizes.posResize()) {
            case DINOV2 -> PositionEmbedding.Rule.DINOV2;
            case TIMM -> PositionEmbedding.Rule.TIMM;
        };
    }

    /** Rows of the table of positions: any number, as it is resized. */
    private long rows(String tensor) {
        TensorEntry entry = contents.tensors().get(tensor);
        return entry != null && entry.shape().size() == 3 ? entry.shape().get(1) : OFFICIAL_ROWS;
    }

    /** Cells along a side of the pretrained grid; row 0 is the position of the class token. */
    private int grid(String tensor) {
        List<Long> shape = contents.tensors().get(tensor).shape();
        long cells = shape.get(1) - 1;
        int grid = (int) Math.round(Math.sqrt((double) cells));
        if (cells <= 0 || (long) grid * grid != cells) {
            throw contents.defect(
                    tensor + ": shape " + shape + ", expected [1, 1 + n·n, " + shape.get(2) + "]: " + OTHER);
        }
        return grid;
    }

    /** Reads parameters, one tensor of the file after the other, straight into their memory. */
    void read(Map<String, Param> parameters) {
        Map<String, List<Param>> byTensor = new LinkedHashMap<>();
        parameters.forEach(
                (name, parameter) -> byTensor.computeIfAbsent(names.part(name).tensor(), tensor -> new ArrayList<>())
                        .add(parameter));
        byTensor.forEach((tensor, targets) -> {
            BackboneNames.Part part = names.part(targets.getFirst().name());
            if (part.tensor().equals(names.part(POSITIONS).tensor())) {
                positions(tensor, targets.getFirst());
            } else if (part.count() == 1) {
                targets.forEach(target -> contents.read(tensor, target.segment()));
            } else {
                split(tensor, targets);
            }
        });
    }

    /** Where a parameter comes from. */
    Origin origin(Param parameter) {
        BackboneNames.Part part = names.part(parameter.name());
        TensorEntry entry = contents.tensors().get(part.tensor());
        String change = "";
        if (parameter.name().equals(POSITIONS)) {
            int side = (int) Math.round(Math.sqrt(parameter.shape().size(1)));
            int grid = grid(part.tensor());
            change = String.format(Locale.ROOT, ", resized from %d x %d to %d x %d", grid, grid, side, side);
        } else if (part.count() > 1) {
            int rows = parameter.shape().size(0);
            change = String.format(Locale.ROOT, ", rows %d to %d", part.index() * rows, (part.index() + 1) * rows - 1);
        }
        return Origin.of(
                parameter.name(), Contents.shape(parameter), contents.file().path(), entry, change);
    }

    private void positions(String tensor, Param target) {
        int grid = grid(tensor);
        int width = target.shape().size(2);
        int newGrid = (int) Math.round(Math.sqrt(target.shape().size(1)));
        float[] table = contents.file().floats(contents.tensors().get(tensor).name());
        float[] resized =
                PositionEmbedding.resize(Arrays.copyOfRange(table, width, table.length), grid, newGrid, width, rule());
        MemorySegment.copy(resized, 0, target.segment(), ValueLayout.JAVA_FLOAT, 0, resized.length);
    }

    private void split(String tensor, List<Param> targets) {
        long elements = contents.tensors().get(tensor).elements();
        try (Storage whole = new Storage(elements)) {
            contents.read(tensor, whole.segment().asSlice(0, elements * DType.BYTES));
            for (Param target : targets) {
                long bytes = target.segment().byteSize();
                long offset = bytes * names.part(target.name()).index();
                target.segment().copyFrom(whole.segment().asSlice(offset, bytes));
            }
        }
    }
}
