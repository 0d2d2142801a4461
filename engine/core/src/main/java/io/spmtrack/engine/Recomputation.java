package io.spmtrack.engine;

import io.spmtrack.engine.op.Compute;
import io.spmtrack.engine.op.Leaf;
import io.spmtrack.engine.op.Op;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A segment of a tape recorded once more, from other handles of its inputs, so that its values are computed again. */
final class Recomputation {
    private final Tape tape;
    private final Map<Tensor, Tensor> inside = new HashMap<>();
    private final Map<Tensor, Tensor> outside = new LinkedHashMap<>();

    private Recomputation(Tape tape) {
        this.tape = tape;
    }

    /** Appends the segment's nodes to the tape again. */
    static Recomputation again(Tape tape, Tape.Segment segment) {
        Recomputation recomputation = new Recomputation(tape);
        for (int index = segment.start(); index < segment.end(); index++) {
            recomputation.copy(index, tape.node(index));
        }
        return recomputation;
    }

    private void copy(int index, Node node) {
        if (node.op() instanceof Leaf) {
            return;
        }
        if (node.op() instanceof Compute compute && !compute.overwrites().isEmpty()) {
            throw new IllegalArgumentException(
                    node.op().label() + " cannot be computed again: it changes state  " + Tape.describe(node.site()));
        }
        Tensor[] outputs = tape.at(node.site(), () -> {
            Tensor[] in = node.in().stream().map(this::copy).toArray(Tensor[]::new);
            return tape.add(node.op(), in);
        });
        for (int i = 0; i < outputs.length; i++) {
            inside.put(new Tensor(tape, index, i), outputs[i]);
        }
    }

    /** The new tensor for one of the segment, or for an input of it. */
    Tensor copy(Tensor tensor) {
        Tensor inner = inside.get(tensor);
        return inner != null ? inner : outside.computeIfAbsent(tensor, this::input);
    }

    private Tensor input(Tensor tensor) {
        Op op = tape.node(tensor.node()).op();
        // What parameters and constants alone determine is merged with the first time: it is small, and known
        // throughout.
        return op instanceof Leaf.Parameter || op instanceof Leaf.Constant ? tensor : tensor.again();
    }

    /** The tensors the segment was computed from; {@link #copy} has their handles here. */
    Set<Tensor> inputs() {
        return outside.keySet();
    }
}
