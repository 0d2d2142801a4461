package io.spmtrack.engine.compile;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Node;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.op.Compute;
import io.spmtrack.engine.op.Fused;
import io.spmtrack.engine.op.Leaf;
import io.spmtrack.engine.op.Op;
import io.spmtrack.engine.op.View;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies a tape node by node: nodes without use are dropped, equal ones merged, and fused ops the backend has no kernel for
 * are replaced by their expansion. Repeats while an expansion brought new fused ops.
 */
final class Rewrite {
    private record Key(Op op, List<Tensor> in) {}

    private final Tape from;
    private final Tape to = new Tape();
    private final Backend backend;
    private final Map<Tensor, Tensor> renamed = new HashMap<>();
    private final Map<Key, Tensor[]> known = new HashMap<>();
    private boolean expanded;

    private Rewrite(Tape from, Backend backend) {
        this.from = from;
        this.backend = backend;
    }

    static Tape run(Tape tape, Backend backend) {
        Tape current = tape;
        while (true) {
            Rewrite pass = new Rewrite(current, backend);
            current = pass.copy();
            if (!pass.expanded) {
                return current;
            }
        }
    }

    private Tape copy() {
        BitSet live = live(from);
        for (int index = 0; index < from.size(); index++) {
            if (live.get(index)) {
                Node node = from.node(index);
                int number = index;
                Tensor[] outputs = to.at(node.site(), () -> copy(node));
                for (int i = 0; i < outputs.length; i++) {
                    renamed.put(new Tensor(from, number, i), outputs[i]);
                }
            }
        }
        from.outputs().forEach((name, tensor) -> to.output(name, renamed.get(tensor)));
        return to;
    }

    /** Nodes that outputs or effects depend on, and all inputs. */
    static BitSet live(Tape tape) {
        BitSet live = new BitSet();
        tape.outputs().values().forEach(tensor -> live.set(tensor.node()));
        for (int index = tape.size() - 1; index >= 0; index--) {
            Node node = tape.node(index);
            if (isEffect(node.op()) || node.op() instanceof Leaf.Input) {
                live.set(index);
            }
            if (live.get(index)) {
                node.in().forEach(tensor -> live.set(tensor.node()));
            }
        }
        return live;
    }

    static boolean isEffect(Op op) {
        return op instanceof Compute compute && !compute.overwrites().isEmpty();
    }

    private Tensor[] copy(Node node) {
        Tensor[] in = node.in().stream().map(renamed::get).toArray(Tensor[]::new);
        return switch (node.op()) {
            case Leaf.Input input ->
                new Tensor[] {
                    to.input(
                            input.name(),
                            input.type().dtype(),
                            input.type().shape().sizes())
                };
            case Leaf.Parameter leaf -> new Tensor[] {to.param(leaf.parameter())};
            case Leaf.Constant constant -> new Tensor[] {to.constant(constant.shape(), constant.values())};
            case View.Detach detach -> in;
            case Fused fused
            when !backend.fuses(fused, types(in)) -> {
                expanded = true;
                yield fused.expand(in);
            }
            case Op op
            when isEffect(op) -> {
                known.clear();
                yield to.add(op, in);
            }
            case Op op -> known.computeIfAbsent(new Key(op, List.of(in)), key -> to.add(op, in));
        };
    }

    private static List<TensorType> types(Tensor... tensors) {
        return List.of(tensors).stream().map(Tensor::type).toList();
    }
}
