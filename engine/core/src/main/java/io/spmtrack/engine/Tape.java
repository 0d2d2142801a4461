package io.spmtrack.engine;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.op.Leaf;
import io.spmtrack.engine.op.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An append-only record of ops. Recording computes nothing; {@link Grad} appends the gradient, {@link Compiler} turns the
 * tape into a {@link Plan}. Not thread-safe.
 */
public final class Tape {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<Param, Tensor> parameters = new HashMap<>();
    private final Map<Leaf.Constant, Tensor> constants = new HashMap<>();
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();
    private final List<Segment> segments = new ArrayList<>();
    private StackTraceElement fixedSite;

    /** Nodes {@code start … end − 1}, which a gradient records again. */
    record Segment(int start, int end) {
        boolean holds(Tensor tensor) {
            return tensor.node() >= start && tensor.node() < end;
        }
    }

    /** A value filled in before each run. */
    public Tensor input(String name, DType dtype, int... sizes) {
        if (inputs.containsKey(name)) {
            throw new IllegalArgumentException("two inputs are called " + name);
        }
        Tensor input = add(new Leaf.Input(name, new TensorType(dtype, Shape.of(sizes))))[0];
        inputs.put(name, input);
        return input;
    }

    /** A parameter; recorded once however often it is used. */
    public Tensor param(Param parameter) {
        Tensor known = parameters.get(parameter);
        if (known == null) {
            known = add(new Leaf.Parameter(parameter))[0];
            parameters.put(parameter, known);
        }
        return known;
    }

    /** A fixed scalar. */
    public Tensor constant(double value) {
        return constant(Shape.of(), List.of(value));
    }

    /** Fixed values, row-major. */
    public Tensor constant(Shape shape, List<Double> values) {
        Leaf.Constant constant = new Leaf.Constant(shape, values);
        Tensor known = constants.get(constant);
        if (known == null) {
            known = add(constant)[0];
            constants.put(constant, known);
        }
        return known;
    }

    /** Makes a tensor readable after a run under a name. */
    public void output(String name, Tensor tensor) {
        check(tensor);
        if (outputs.putIfAbsent(name, tensor) != null) {
            throw new IllegalArgumentException("two outputs are called " + name);
        }
    }

    /**
     * Records an op.
     *
     * @return its outputs
     * @throws IllegalArgumentException where the inputs break the op's rule, naming op, rule, shapes and the calling line
     */
    public Tensor[] add(Op op, Tensor... in) {
        for (Tensor tensor : in) {
            check(tensor);
        }
        List<TensorType> types = List.of(in).stream().map(Tensor::type).toList();
        StackTraceElement site = site();
        List<TensorType> out = follow(op.label(), site, types, () -> op.infer(types));
        nodes.add(new Node(op, List.of(in), List.copyOf(out), site));
        Tensor[] outputsOfNode = new Tensor[out.size()];
        for (int i = 0; i < outputsOfNode.length; i++) {
            outputsOfNode[i] = new Tensor(this, nodes.size() - 1, i);
        }
        return outputsOfNode;
    }

    /** Applies a rule on tensors before an op on them is recorded; where it is broken, the error is that of {@link #add}. */
    <T> T rule(String label, Supplier<T> rule, Tensor... in) {
        for (Tensor tensor : in) {
            check(tensor);
        }
        return follow(label, site(), List.of(in).stream().map(Tensor::type).toList(), rule);
    }

    private static <T> T follow(String label, StackTraceElement site, List<TensorType> types, Supplier<T> rule) {
        try {
            return rule.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    label + ": " + e.getMessage() + ": " + join(types) + "  " + describe(site), e);
        }
    }

    /** Records with all nodes attributed to a given line: for gradients and expansions of a node. */
    public <T> T at(StackTraceElement site, Supplier<T> recording) {
        StackTraceElement outer = fixedSite;
        fixedSite = site;
        try {
            return recording.get();
        } finally {
            fixedSite = outer;
        }
    }

    /**
     * Records a segment whose inner values need not be kept for the gradient, which computes them again from the segment's inputs:
     * the same numbers, less memory, more work. Nothing inside may change parameters.
     *
     * @return what the recording returns
     */
    public <T> T recomputed(Supplier<T> recording) {
        int start = nodes.size();
        T result = recording.get();
        segments.add(new Segment(start, nodes.size()));
        return result;
    }

    /** Segments to record again in gradients, in order. */
    List<Segment> segments() {
        return Collections.unmodifiableList(segments);
    }

    /** Number of nodes. */
    public int size() {
        return nodes.size();
    }

    /** Names and tensors of the outputs, in order. */
    public Map<String, Tensor> outputs() {
        return Collections.unmodifiableMap(outputs);
    }

    public Node node(int index) {
        return nodes.get(index);
    }

    TensorType type(Tensor tensor) {
        if (tensor.isNone()) {
            throw new IllegalArgumentException("there is no tensor here (a gradient that is not defined)");
        }
        return nodes.get(tensor.node()).out().get(tensor.output());
    }

    private void check(Tensor tensor) {
        if (tensor.isNone()) {
            throw new IllegalArgumentException("there is no tensor here (a gradient that is not defined)");
        }
        if (tensor.tape() != this) {
            throw new IllegalArgumentException("the tensor belongs to another tape");
        }
    }

    private static String join(List<TensorType> types) {
        return String.join(" · ", types.stream().map(TensorType::toString).toList());
    }

    /** {@code (Attention.java:31)}. */
    static String describe(StackTraceElement site) {
        return "(" + site.getFileName() + ":" + site.getLineNumber() + ")";
    }

    private StackTraceElement site() {
        if (fixedSite != null) {
            return fixedSite;
        }
        return STACK.walk(frames -> frames.filter(frame -> !isEngine(frame.getDeclaringClass()))
                .findFirst()
                .map(StackWalker.StackFrame::toStackTraceElement)
                .orElse(new StackTraceElement("unknown", "unknown", "unknown", 0)));
    }

    private static boolean isEngine(Class<?> type) {
        return type == Tape.class || type == Tensor.class || type == Grad.class || Op.class.isAssignableFrom(type);
    }
}
