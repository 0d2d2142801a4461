package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/**
 * {@code softmax(scale · q·kᵀ) · v} for each head: q {@code [B, N, H, d]}, k and v {@code [B, M, H, d]}. Outputs: the result
 * {@code [B, N, H, d]} and the log of each row's sum of exponentials {@code [B, H, N]}, which the gradient needs.
 */
public record Attention(double scale) implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 3, "takes q, k and v");
        return List.of(in.getFirst(), logSums(in.get(0), in.get(1), in.get(2)));
    }

    /** Checks q, k, v and gives the type of the logarithms. */
    static TensorType logSums(TensorType q, TensorType k, TensorType v) {
        Op.require(
                q.dtype() == DType.F32 && q.shape().rank() == 4 && k.shape().rank() == 4,
                "q, k and v must be floats [batch, tokens, heads, width]");
        Op.require(k.equals(v), "k and v differ");
        Op.require(
                q.equals(TensorType.f32(k.shape().with(1, q.shape().size(1)))),
                "q and k differ in batch, heads or width");
        return TensorType.f32(
                Shape.of(q.shape().size(0), q.shape().size(2), q.shape().size(1)));
    }

    /** {@code [B, N, H, d] → [B, H, N, d]}. */
    static Tensor heads(Tensor x) {
        return x.permute(0, 2, 1, 3);
    }

    /** {@code scale · q·kᵀ}, {@code [B, H, N, M]}. */
    static Tensor scores(Tensor q, Tensor k, double scale) {
        return heads(q).mul(scale).matmul(heads(k).transpose());
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Tensor scores = scores(x[0], x[1], scale);
        Tensor largest = scores.max(-1);
        Tensor power = scores.sub(largest).exp();
        Tensor sum = power.sum(-1);
        Tensor result = heads(power.div(sum).matmul(heads(x[2])));
        Shape q = x[0].shape();
        return grads(result, sum.log().add(largest).reshape(Shape.of(q.size(0), q.size(2), q.size(1))));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        if (g[0].isNone() || !g[1].isNone()) {
            return Fused.super.vjp(g, y, x);
        }
        return x[0].tape().add(new AttentionBackward(scale), x[0], x[1], x[2], y[0], y[1], g[0]);
    }
}
