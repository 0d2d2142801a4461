package io.spmtrack.engine;

import io.spmtrack.engine.op.Leaf;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reverse-mode differentiation: appends to the tape the nodes that compute gradients. */
public final class Grad {
    private final Tape tape;
    private final Map<Tensor, Tensor> gradients = new HashMap<>();

    private Grad(Tape tape) {
        this.tape = tape;
    }

    /**
     * Gradients of a scalar.
     *
     * @param loss a scalar
     * @param targets what to differentiate by
     * @return one gradient per target, of its shape; {@link Tensor#none()} where the loss does not depend on it
     */
    public static List<Tensor> of(Tensor loss, List<Tensor> targets) {
        if (loss.shape().rank() != 0) {
            throw new IllegalArgumentException("only a scalar has a gradient, not " + loss.shape());
        }
        Tensor one = loss.tape().constant(1);
        return List.of(through(new Tensor[] {loss}, new Tensor[] {one}, targets.toArray(Tensor[]::new), 0));
    }

    /**
     * Takes gradients of some outputs back to targets, through the nodes recorded since {@code start}; if that is not the
     * beginning of the tape, nothing is taken on behind a target.
     */
    public static Tensor[] through(Tensor[] outputs, Tensor[] outputGradients, Tensor[] targets, int start) {
        Grad grad = new Grad(outputs[0].tape());
        for (int i = 0; i < outputs.length; i++) {
            grad.accumulate(outputs[i], outputGradients[i]);
        }
        int last = Arrays.stream(outputs).mapToInt(Tensor::node).max().orElse(-1);
        BitSet stop = new BitSet();
        if (start > 0) {
            Arrays.stream(targets).forEach(target -> stop.set(target.node()));
        }
        BitSet path = grad.dependents(targets, start, last);
        int node = last;
        while (node >= start) {
            Optional<Tape.Segment> segment = grad.segmentEnding(node, start, targets);
            if (segment.isPresent()) {
                grad.again(segment.get(), path);
            } else if (path.get(node) && !stop.get(node)) {
                grad.step(node, path);
            }
            node = segment.map(Tape.Segment::start).orElse(node) - 1;
        }
        return Arrays.stream(targets)
                .map(target -> grad.gradients.getOrDefault(target, Tensor.none()))
                .toArray(Tensor[]::new);
    }

    /** Nodes up to {@code last} that depend on a target. */
    private BitSet dependents(Tensor[] targets, int start, int last) {
        BitSet path = new BitSet();
        for (Tensor target : targets) {
            path.set(target.node());
        }
        for (int node = start; node <= last; node++) {
            for (Tensor in : tape.node(node).in()) {
                if (path.get(in.node())) {
                    path.set(node);
                }
            }
        }
        return path;
    }

    /** The segment to compute again whose last node this is, unless the gradient of something inside is asked for. */
    private Optional<Tape.Segment> segmentEnding(int node, int start, Tensor... targets) {
        return tape.segments().stream()
                .filter(segment -> segment.end() - 1 == node && segment.start() >= start)
                .filter(segment -> Arrays.stream(targets).noneMatch(target -> inside(segment, target)))
                .findFirst();
    }

    private boolean inside(Tape.Segment segment, Tensor tensor) {
        return segment.holds(tensor) && !(tape.node(tensor.node()).op() instanceof Leaf);
    }

    /** Takes the gradients of a segment's results back to its inputs, through a new recording of the segment. */
    private void again(Tape.Segment segment, BitSet path) {
        List<Tensor> reached = gradients.keySet().stream()
                .filter(tensor -> inside(segment, tensor) && path.get(tensor.node()))
                .sorted(Comparator.comparingInt(Tensor::node).thenComparingInt(Tensor::output))
                .toList();
        if (reached.isEmpty()) {
            return;
        }
        int start = tape.size();
        Recomputation recomputation = Recomputation.again(tape, segment);
        Tensor[] inputs = recomputation.inputs().stream()
                .filter(input -> path.get(input.node()))
                .toArray(Tensor[]::new);
        Tensor[] back = through(
                reached.stream().map(recomputation::copy).toArray(Tensor[]::new),
                reached.stream().map(gradients::get).toArray(Tensor[]::new),
                Arrays.stream(inputs).map(recomputation::copy).toArray(Tensor[]::new),
                start);
        for (int i = 0; i < inputs.length; i++) {
            accumulate(inputs[i], back[i]);
        }
    }

    private void step(int index, BitSet path) {
        Node node = tape.node(index);
        if (node.in().isEmpty()) {
            return;
        }
        Tensor[] outputs = new Tensor[node.out().size()];
        Tensor[] incoming = new Tensor[outputs.length];
        boolean reached = false;
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = new Tensor(tape, index, i);
            incoming[i] = gradients.getOrDefault(outputs[i], Tensor.none());
            reached |= !incoming[i].isNone();
        }
        if (!reached) {
            return;
        }
        Tensor[] inputs = node.in().toArray(Tensor[]::new);
        tape.at(node.site(), () -> {
            Tensor[] back = node.op().vjp(incoming, outputs, inputs);
            for (int i = 0; i < inputs.length; i++) {
                if (path.get(inputs[i].node())) {
                    accumulate(inputs[i], back[i]);
                }
            }
            return back;
        });
    }

    private void accumulate(Tensor tensor, Tensor gradient) {
        if (gradient.isNone()) {
            return;
        }
        if (!gradient.shape().equals(tensor.shape())) {
            throw new IllegalStateException("gradient of shape " + gradient.shape() + " for a tensor of shape "
                    + tensor.shape() + " from " + tape.node(tensor.node()).op().label());
        }
        gradients.merge(tensor, gradient, Tensor::add);
    }
}
