package io.spmtrack.model;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.engine.nn.TmoeLinear;

/** Multi-head self-attention over all tokens, no mask (docs/spec/model.md §4). */
record Attention(Qkv qkv, Projection proj, int heads) implements Module {
    /** The three projections, each with adapters of its own. */
    record Qkv(Projection q, Projection k, Projection v) implements Module {}

    /** Queries, keys and values of the same tokens, {@code [B, N, D]}. */
    References.Projected project(Tensor x) {
        return new References.Projected(
                qkv.q().apply(x), qkv.k().apply(x), qkv.v().apply(x));
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
        int batch = x.shape().size(0);
        int width = x.shape().size(2);
        int queries = all.q().shape().size(1);
        int keys = all.k().shape().size(1);
        int size = width / heads;
        Tensor mixed = all.q()
                .reshape(batch, queries, heads, size) // [B, M, H, d]
                .attention(
                        all.k().reshape(batch, keys, heads, size),
                        all.v().reshape(batch, keys, heads, size),
                        1 / Math.sqrt(size));
        return proj.apply(mixed.reshape(batch, queries, width));
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
