package io.spmtrack.model.weights;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.SpmTrack;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a weights file holds, compared with what a model needs: by names and shapes alone, so that a wrong file is refused
 * before memory is reserved for its model.
 */
record Contents(TensorFile file) {
    /** The tensors of a network by name, with their shapes; reserves no memory for them. */
    Map<String, List<Long>> shapes(ModelSettings settings) {
        return shapes(settings, UnaryOperator.identity());
    }

    /** Those that were added to a frozen tracker. */
    Map<String, List<Long>> addedShapes(ModelSettings settings) {
        return shapes(settings, FrozenTracker::added);
    }

    private Map<String, List<Long>> shapes(ModelSettings settings, UnaryOperator<Map<String, Param>> some) {
        try {
            return shapes(some.apply(SpmTrack.of(settings).parameters()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InputException(file.path() + ": its model cannot be built: " + e.getMessage(), e);
        }
    }

    /** Refuses settings, themselves read from the file, of a network so large that even its description is costly. */
    ModelSettings plausible(ModelSettings settings) {
        // Each block has several tensors for each expert.
        if ((long) settings.backbone().depth() * settings.tmoe().expertNums()
                > tensors().size()) {
            throw defect("holds " + tensors().size() + " tensors, too few for "
                    + settings.backbone().depth() + " blocks with "
                    + settings.tmoe().expertNums() + " experts: the file is damaged");
        }
        return settings;
    }

    static Map<String, List<Long>> shapes(Map<String, Param> parameters) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> shapes.put(name, shape(parameter)));
        return shapes;
    }

    static List<Long> shape(Param parameter) {
        return Arrays.stream(parameter.shape().sizes()).mapToObj(Long::valueOf).toList();
    }

    /** The file's tensors by the names of the state dict. */
    Map<String, TensorEntry> tensors() {
        return file.stateDict();
    }

    boolean has(String name) {
        return tensors().containsKey(name);
    }

    /** Refuses the first tensor that is there with another shape, or does not hold floating-point numbers. */
    void requireShapes(Map<String, List<Long>> wanted, String hint) {
        wanted.forEach((name, shape) -> {
            TensorEntry entry = tensors().get(name);
            if (entry == null) {
                return;
            }
            if (!entry.shape().equals(shape)) {
                throw defect(name + ": shape " + entry.shape() + ", expected " + shape + ": " + hint);
            }
            if (!entry.type().floating()) {
                throw defect(name + " is " + entry.type() + ", expected floating-point numbers: the file is damaged");
            }
        });
    }

    /** Refuses a file without all these tensors. */
    void requireAll(Map<String, List<Long>> wanted, String hint) {
        List<String> absent =
                wanted.keySet().stream().filter(name -> !has(name)).toList();
        if (!absent.isEmpty()) {
            String first = absent.getFirst();
            String more = absent.size() > 1 ? " and " + (absent.size() - 1) + " more" : "";
            throw defect("missing: " + first + " " + wanted.get(first) + more + ": " + hint);
        }
    }

    /** The first tensor that is none of these. */
    Optional<String> unknown(Set<String> known) {
        return tensors().keySet().stream().filter(name -> !known.contains(name)).findFirst();
    }

    /** Refuses a file that does not hold exactly these tensors, naming the first that differs. */
    void requireExactly(Map<String, List<Long>> wanted, String hint) {
        requireShapes(wanted, hint);
        requireAll(wanted, hint);
        unknown(wanted.keySet()).ifPresent(name -> {
            throw defect("unknown: " + name + " " + tensors().get(name).shape() + ": " + hint);
        });
    }

    /** Copies a tensor, widened to single floats. */
    void read(String name, MemorySegment target) {
        file.read(tensors().get(name).name(), target);
    }

    InputException defect(String what) {
        return new InputException(file.path() + ": " + what);
    }
}
