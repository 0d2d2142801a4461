package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** Gradients of {@link Attention} for q, k and v, from q, k, v, its two outputs and the first output's gradient. */
public record AttentionBackward(double scale) implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 6, "takes q, k, v, the two outputs and the gradient");
        TensorType sums = Attention.logSums(in.get(0), in.get(1), in.get(2));
        Op.require(
                in.get(3).equals(in.get(0))
                        && in.get(4).equals(sums)
                        && in.get(5).equals(in.get(0)),
                "outputs or gradient do not fit q");
        return List.of(in.get(0), in.get(1), in.get(2));
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Shape sums = x[4].shape();
        Tensor weights = Attention.scores(x[0], x[1], scale)
                .sub(x[4].reshape(sums.append(1)))
                .exp(); // [B, H, N, M]
        Tensor gradient = Attention.heads(x[5]);
        Tensor value = Attention.heads(weights.transpose().matmul(gradient));
        Tensor mean = gradient.mul(Attention.heads(x[3])).sum(-1); // [B, H, N, 1]
        Tensor scores = gradient.matmul(Attention.heads(x[2]).transpose())
                .sub(mean)
                .mul(weights)
                .mul(scale);
        Tensor query = Attention.heads(scores.matmul(Attention.heads(x[1])));
        Tensor key = Attention.heads(scores.transpose().matmul(Attention.heads(x[0])));
        return grads(query, key, value);
    }
}
