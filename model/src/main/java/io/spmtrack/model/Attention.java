package io.spmtrack.model;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.engine.nn.TmoeLinear;

/** Multi-head self-attention over all tokens, no mask (spec/model.md §4). */
record Attention(Qkv qkv, Projection proj, int heads) implements Module {
    /** The three projections, each with adapters of its own. */
    record Qkv(Projection q, Projection k, Projection v) implements Module {}

    /** {@code [B, N, D] → [B, N, D]}. */
    Tensor apply(Tensor x, Probe probe) {
        int batch = x.shape().size(0);
        int tokens = x.shape().size(1);
        int width = x.shape().size(2);
        Tensor q = qkv.q().apply(x); // [B, N, D]
        Tensor k = qkv.k().apply(x);
        Tensor v = qkv.v().apply(x);
        probe.see("qkv", Tensor.concat(-1, q, k, v));
        if (qkv.q() instanceof TmoeLinear layer) {
            probe.see("q.route_logits", layer.logits(x));
            probe.see("q.tmoe", q.sub(layer.linear().apply(x)));
        }
        int size = width / heads;
        Tensor mixed = q.reshape(batch, tokens, heads, size) // [B, N, H, d]
                .attention(
                        k.reshape(batch, tokens, heads, size),
                        v.reshape(batch, tokens, heads, size),
                        1 / Math.sqrt(size));
        return proj.apply(mixed.reshape(batch, tokens, width));
    }
}
