package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * TMoE, {@code y = W x + b + scale · (Σ_e g_e · A_e c_e + S c)} with {@code g = softmax(R x)} and {@code c = C x}
 * (SPMTrack paper, section 3.2; docs/spec/model.md §5).
 *
 * <p>Inputs in order: x {@code [.., K]}; W {@code [D, K]}; b {@code [D]}; R {@code [E, K]}; the compressions {@code [r, K]}
 * (one, or one per expert); the experts A_e {@code [D, r]}; with {@code shared} the ungated expert S {@code [D, r]}.
 *
 * <p>Outputs: y {@code [.., D]}; what the gradient needs, the compressed tokens c and below them the logits R x, one token a
 * column {@code [compressions · r + E, tokens]}.
 *
 * @param experts number of routed experts E
 * @param shared whether the ungated expert S is there
 * @param routeCompression whether each expert has its own compression
 * @param scale alpha / r, or alpha / √r
 */
public record Tmoe(int experts, boolean shared, boolean routeCompression, double scale) implements Fused {
    public Tmoe {
        Op.require(experts >= 1, "there must be at least one expert");
        Op.require(!(shared && routeCompression), "a shared expert cannot be combined with route compression");
    }

    private static final int FIRST_COMPRESSION = 4;

    /** Compression matrices: one, or one per expert. */
    public int compressions() {
        return routeCompression ? experts : 1;
    }

    private int firstExpert() {
        return FIRST_COMPRESSION + compressions();
    }

    @Override
    public List<TensorType> infer(List<TensorType> in) {
        int count = firstExpert() + experts + (shared ? 1 : 0);
        Op.require(in.size() == count, "takes " + count + " inputs, got " + in.size());
        Op.require(in.stream().allMatch(type -> type.dtype() == DType.F32), "takes 32-bit floats");
        Shape x = in.get(0).shape();
        Shape weight = in.get(1).shape();
        Op.require(weight.rank() == 2 && x.rank() >= 1 && x.size(-1) == weight.size(1), "inner dimensions differ");
        Op.require(in.get(2).shape().equals(Shape.of(weight.size(0))), "the bias needs one element per row of W");
        Op.require(in.get(3).shape().equals(Shape.of(experts, x.size(-1))), "the router needs one row per expert");
        int rank = in.get(FIRST_COMPRESSION).shape().size(0);
        for (int i = FIRST_COMPRESSION; i < count; i++) {
            Shape expected = i < firstExpert() ? Shape.of(rank, x.size(-1)) : Shape.of(weight.size(0), rank);
            Op.require(in.get(i).shape().equals(expected), "input " + i + " should have shape " + expected);
        }
        int tokens = Math.toIntExact(x.axes(0, x.rank() - 1).count());
        return List.of(
                TensorType.f32(x.with(-1, weight.size(0))),
                TensorType.f32(Shape.of(compressions() * rank + experts, tokens)));
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Tensor gates = x[0].linear(x[3]).softmax(); // [.., E]
        Tensor plain = x[0].linear(x[1], x[2]); // [.., D]
        Tensor gated = gated(gates, x); // [.., E·r]
        Tensor[] matrices = new Tensor[experts + (shared ? 1 : 0)];
        System.arraycopy(x, firstExpert(), matrices, 0, matrices.length);
        Tensor update = gated.linear(Tensor.concat(1, matrices)); // [.., D]
        return grads(plain.add(update), kept(x));
    }

    /** Compressed tokens, then logits, {@code [compressions · r + E, tokens]}. */
    private Tensor kept(Tensor... x) {
        Tensor[] parts = new Tensor[compressions() + 1];
        Shape shape = x[0].shape();
        int tokens = Math.toIntExact(shape.axes(0, shape.rank() - 1).count());
        for (int i = 0; i < parts.length; i++) {
            Tensor matrix = x[i < compressions() ? FIRST_COMPRESSION + i : FIRST_COMPRESSION - 1];
            parts[i] = x[0].linear(matrix)
                    .reshape(Shape.of(tokens, matrix.shape().size(0)))
                    .transpose();
        }
        return Tensor.concat(0, parts);
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        if (!g[1].isNone()) {
            return Fused.super.vjp(g, y, x);
        }
        Tensor[] inputs = Arrays.copyOf(x, x.length + 2);
        inputs[x.length] = y[1];
        inputs[x.length + 1] = g[0];
        return x[0].tape().add(new TmoeBackward(this), inputs);
    }

    /** The compressed tokens times scale and gate, expert after expert, and ungated for the shared one. */
    private Tensor gated(Tensor gates, Tensor... x) {
        Tensor scaled = gates.mul(scale);
        Tensor[] parts = new Tensor[experts + (shared ? 1 : 0)];
        Tensor common = x[0].linear(x[FIRST_COMPRESSION]); // [.., r]
        for (int expert = 0; expert < experts; expert++) {
            Tensor compressed = routeCompression && expert > 0 ? x[0].linear(x[FIRST_COMPRESSION + expert]) : common;
            parts[expert] = compressed.mul(scaled.slice(-1, expert, 1));
        }
        if (shared) {
            parts[experts] = common.mul(scale);
        }
        return Tensor.concat(-1, parts);
    }
}
