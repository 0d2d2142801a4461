package io.spmtrack.model;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.engine.nn.TmoeLinear;

/** Multi-head self-attention over the tokens of a scope, no mask (docs/spec/model.md §4). */
record Attention(Qkv qkv, Projection proj, int heads) implements Module {
    /** The three projections, each with adapters of its own. */
    record Qkv(Projection q, Projection k, Projection v) implements Module {}

    /** Queries, keys and values of the same tokens, {@code [B, N, D]}. */
    References.Projected project(Tensor x) {
        return new References.Projected(
                qkv.q().apply(x), qkv.k().apply(x), qkv.v().apply(x));
    }

    /** Keys and values alone. */
    References.KeysValues keysValues(Tensor x) {
        return new References.KeysValues(qkv.k().apply(x), qkv.v().apply(x));
    }

    /**
     * Mixes tokens.
     *
     * @param x those the scope calls its own, normalised
     * @return the tokens that go on, {@code [B, M, D]}
     */
    Tensor apply(Tensor x, Scope scope, Probe probe) {
        Tensor asking = scope.asking(x);
        References.Projected all = scope.complete(new References.Projected(
                qkv.q().apply(asking), qkv.k().apply(x), qkv.v().apply(x)));
        see(x, all, probe);
        int size = x.shape().size(2) / heads;
        Tensor mixed = split(all.q(), scope)
                .attention(split(all.k(), scope), split(all.v(), scope), 1 / Math.sqrt(size)); // [B·parts, M, H, d]
        return proj.apply(mixed.reshape(all.q().shape()));
    }

    /** {@code [B, N, D] → [B·parts, N / parts, H, d]}. */
    private Tensor split(Tensor x, Scope scope) {
        int batch = x.shape().size(0) * scope.parts();
        return x.reshape(
                batch, x.shape().size(1) / scope.parts(), heads, x.shape().size(2) / heads);
    }

    private void see(Tensor x, References.Projected all, Probe probe) {
        boolean everyToken =
                x.shape().equals(all.q().shape()) && x.shape().equals(all.k().shape());
        if (everyToken) {
            probe.see("qkv", Tensor.concat(-1, all.q(), all.k(), all.v()));
            if (qkv.q() instanceof TmoeLinear layer) {
                probe.see("q.route_logits", layer.logits(x));
                probe.see("q.tmoe", all.q().sub(layer.linear().apply(x)));
            }
        }
    }
}
