package io.spmtrack.engine;

import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Assembly;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.BinaryKind;
import io.spmtrack.engine.op.Cast;
import io.spmtrack.engine.op.Gather;
import io.spmtrack.engine.op.Grouped;
import io.spmtrack.engine.op.LayerNorm;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.MatMul;
import io.spmtrack.engine.op.Reduce;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.ScatterAdd;
import io.spmtrack.engine.op.Select;
import io.spmtrack.engine.op.Softmax;
import io.spmtrack.engine.op.Unary;
import io.spmtrack.engine.op.UnaryKind;
import io.spmtrack.engine.op.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Output number {@code output} of node {@code node} on a tape: a handle without data. Its methods record one op each;
 * operands of elementwise methods are broadcast, axes may be negative (counted from the end), reductions keep the rank.
 */
public record Tensor(Tape tape, int node, int output) {
    private static final Tensor NONE = new Tensor(new Tape(), -1, 0);

    /** No tensor: a gradient that is zero or not defined. */
    public static Tensor none() {
        return NONE;
    }

    public boolean isNone() {
        return node < 0;
    }

    public TensorType type() {
        return tape.type(this);
    }

    public Shape shape() {
        return type().shape();
    }

    public DType dtype() {
        return type().dtype();
    }

    /** A function of each element. */
    public Tensor unary(UnaryKind kind) {
        return tape.add(new Unary(kind), this)[0];
    }

    /** A function of pairs of elements, broadcasting both operands. */
    public Tensor binary(BinaryKind kind, Tensor other) {
        Binary op = new Binary(kind);
        Shape common = tape.rule(op.label(), () -> Shape.broadcast(shape(), other.shape()), this, other);
        return tape.add(op, expand(common), other.expand(common))[0];
    }

    public Tensor add(Tensor other) {
        return binary(BinaryKind.ADD, other);
    }

    public Tensor add(double number) {
        return add(tape.constant(number));
    }

    public Tensor sub(Tensor other) {
        return binary(BinaryKind.SUB, other);
    }

    /** {@code number − this}. */
    public Tensor rsub(double number) {
        return tape.constant(number).sub(this);
    }

    public Tensor mul(Tensor other) {
        return binary(BinaryKind.MUL, other);
    }

    public Tensor mul(double number) {
        return mul(tape.constant(number));
    }

    public Tensor div(Tensor other) {
        return binary(BinaryKind.DIV, other);
    }

    public Tensor max(Tensor other) {
        return binary(BinaryKind.MAX, other);
    }

    public Tensor min(Tensor other) {
        return binary(BinaryKind.MIN, other);
    }

    public Tensor negate() {
        return unary(UnaryKind.NEGATE);
    }

    public Tensor exp() {
        return unary(UnaryKind.EXP);
    }

    public Tensor log() {
        return unary(UnaryKind.LOG);
    }

    public Tensor sigmoid() {
        return unary(UnaryKind.SIGMOID);
    }

    /** Sum of two gradients of which either may be {@link #none()}. */
    public Tensor plus(Tensor other) {
        if (isNone()) {
            return other;
        }
        return other.isNone() ? this : add(other);
    }

    /** This as a condition: {@code yes} where it is not 0, {@code no} elsewhere. */
    public Tensor select(Tensor yes, Tensor no) {
        return tape.add(new Select(), this, yes, no)[0];
    }

    public Tensor reduce(Reduction kind, List<Integer> axes) {
        List<Integer> positive = new ArrayList<>();
        for (int axis : axes) { // Not a stream: its frames would come before the caller's line.
            positive.add(axis("reduce", axis));
        }
        return tape.add(new Reduce(kind, positive), this)[0];
    }

    private int axis(String label, int axis) {
        return tape.rule(label, () -> shape().axis(axis), this);
    }

    /** Sum over axes, which keep size 1. */
    public Tensor sum(int... axes) {
        return reduce(Reduction.SUM, Arrays.stream(axes).boxed().toList());
    }

    /** Sum of all elements, a scalar. */
    public Tensor sumAll() {
        return sum(IntStream.range(0, shape().rank()).toArray()).reshape(Shape.of());
    }

    /** Mean over one axis, which keeps size 1. */
    public Tensor mean(int axis) {
        return sum(axis).mul(1.0 / shape().size(axis));
    }

    /** Largest element along an axis, which keeps size 1. */
    public Tensor max(int axis) {
        return reduce(Reduction.MAX, List.of(axis));
    }

    /** Matrix product over the last two axes. */
    public Tensor matmul(Tensor other) {
        return tape.add(new MatMul(), this, other)[0];
    }

    /** {@code this · weightᵀ}. */
    public Tensor linear(Tensor weight) {
        return tape.add(new Linear(Activation.NONE), this, weight)[0];
    }

    /** {@code this · weightᵀ + bias}. */
    public Tensor linear(Tensor weight, Tensor bias) {
        return linear(weight, bias, Activation.NONE);
    }

    /** {@code activation(this · weightᵀ + bias)}. */
    public Tensor linear(Tensor weight, Tensor bias, Activation activation) {
        return tape.add(new Linear(activation), this, weight, bias)[0];
    }

    /** Softmax over the last axis. */
    public Tensor softmax() {
        return tape.add(new Softmax(), this)[0];
    }

    /** Layer normalisation over the last axis. */
    public Tensor layerNorm(Tensor scale, Tensor shift, double epsilon) {
        return tape.add(new LayerNorm(epsilon), this, scale, shift)[0];
    }

    /** Attention of queries (this, {@code [B, N, H, d]}) to keys and values {@code [B, M, H, d]}. */
    public Tensor attention(Tensor key, Tensor value, double scale) {
        return tape.add(new Attention(scale), this, key, value)[0];
    }

    /** Rows of this table by integer index. */
    public Tensor gather(Tensor index) {
        return tape.add(new Gather(), this, index)[0];
    }

    /** These rows added up by integer index in a table of zeros. */
    public Tensor scatterAdd(Tensor index, int rows) {
        return tape.add(new ScatterAdd(rows), this, index)[0];
    }

    /** Sends tokens to the experts of largest weight, see {@link Grouped.Route}: token and place of each row, ends of the experts' rows. */
    public Tensor[] route(int chosen) {
        return tape.add(new Grouped.Route(chosen), this);
    }

    /** Where the smallest numbers of every row lie, see {@link Grouped.Nearest}. */
    public Tensor nearest(int count) {
        return tape.add(new Grouped.Nearest(count), this)[0];
    }

    /** A linear layer with an activation for each group of rows, see {@link Grouped.Layer}; biases may be left out together. */
    public Tensor groupedLinear(Tensor ends, List<Tensor> weights, List<Tensor> biases, Activation activation) {
        List<Tensor> in = new ArrayList<>(List.of(this, ends));
        in.addAll(weights);
        in.addAll(biases);
        Grouped.Layer op = new Grouped.Layer(weights.size(), !biases.isEmpty(), activation);
        return tape.add(op, in.toArray(Tensor[]::new))[0];
    }

    public Tensor cast(DType to) {
        return tape.add(new Cast(to), this)[0];
    }

    /** Overwrites this parameter; nodes recorded later read the new values. */
    public Tensor assign(Tensor value) {
        return tape.add(new Assign(), this, value)[0];
    }

    public Tensor reshape(Shape shape) {
        return shape.equals(shape()) ? this : tape.add(new View.Reshape(shape), this)[0];
    }

    public Tensor reshape(int... sizes) {
        return reshape(Shape.of(sizes));
    }

    public Tensor permute(int... order) {
        return tape.add(new View.Permute(Arrays.stream(order).boxed().toList()), this)[0];
    }

    /** The last two axes exchanged. */
    public Tensor transpose() {
        int rank = shape().rank();
        int[] order = IntStream.range(0, rank).toArray();
        order[rank - 1] = rank - 2;
        order[rank - 2] = rank - 1;
        return permute(order);
    }

    public Tensor expand(Shape shape) {
        return shape.equals(shape()) ? this : tape.add(new View.Expand(shape), this)[0];
    }

    /** {@code length} elements of an axis from {@code start}. */
    public Tensor slice(int axis, int start, int length) {
        return tape.add(new View.Slice(axis("slice", axis), start, length), this)[0];
    }

    /** Zeros before and after along an axis. */
    public Tensor pad(int axis, int before, int after) {
        return before == 0 && after == 0 ? this : tape.add(new Assembly.Pad(axis("pad", axis), before, after), this)[0];
    }

    /** The same values without a gradient. */
    public Tensor detach() {
        return tape.add(new View.Detach(), this)[0];
    }

    /** The same values; what is computed from them is not merged with what is computed from this. */
    public Tensor again() {
        return tape.add(new View.Again(), this)[0];
    }

    /** Tensors one after the other along an axis. */
    public static Tensor concat(int axis, Tensor... parts) {
        return parts.length == 1
                ? parts[0]
                : parts[0].tape.add(new Assembly.Concat(parts[0].axis("concat", axis)), parts)[0];
    }
}
