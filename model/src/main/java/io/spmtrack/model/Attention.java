package io.spmtrack.model;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.engine.nn.TmoeLinear;

/** Multi-head self-attention over the tokens of a scope, no mask (docs/spec/model.md §4). */
record Attention(Qkv qkv, Projection proj, int heads) implements Module {
    /** Makes queries, keys and values of tokens. */
    sealed interface Qkv extends Module {
        /** Three layers, each with an update of its own. */
        record Split(Projection q, Projection k, Projection v) implements Qkv {
            @Override
            public References.Projected apply(Tensor asking, Tensor x) {
                return new References.Projected(q.apply(asking), k.apply(x), v.apply(x));
            }

            @Override
            public References.KeysValues keysValues(Tensor x) {
                return new References.KeysValues(k.apply(x), v.apply(x));
            }
        }

        /** One layer whose outputs are queries, then keys, then values, as pretrained files have it. */
        record Fused(Linear all) implements Qkv, Module.Inline {
            @Override
            public References.Projected apply(Tensor asking, Tensor x) {
                if (!asking.equals(x)) {
                    References.KeysValues seen = keysValues(x);
                    return new References.Projected(rows(asking, 0, 1), seen.k(), seen.v());
                }
                Tensor three = all.apply(x); // [B, N, 3·D]
                return new References.Projected(part(three, 0, 3), part(three, 1, 3), part(three, 2, 3));
            }

            @Override
            public References.KeysValues keysValues(Tensor x) {
                Tensor two = rows(x, 1, 2); // [B, N, 2·D]
                return new References.KeysValues(part(two, 0, 2), part(two, 1, 2));
            }

            /** The layer's outputs from part {@code first}, so many parts of three. */
            private Tensor rows(Tensor x, int first, int count) {
                int width = all.bias().shape().size(0) / 3;
                return x.linear(
                        x.tape().param(all.weight()).slice(0, first * width, count * width),
                        x.tape().param(all.bias()).slice(0, first * width, count * width));
            }

            private static Tensor part(Tensor x, int number, int of) {
                int width = x.shape().size(-1) / of;
                return x.slice(-1, number * width, width);
            }
        }

        /**
         * Queries of some tokens, keys and values of tokens.
         *
         * @param asking {@code [B, M, D]}, often the same as x
         * @param x {@code [B, N, D]}
         */
        References.Projected apply(Tensor asking, Tensor x);

        /** Keys and values alone. */
        References.KeysValues keysValues(Tensor x);
    }

    /** Queries, keys and values of the same tokens, {@code [B, N, D]}. */
    References.Projected project(Tensor x) {
        return qkv.apply(x, x);
    }

    /** Keys and values alone. */
    References.KeysValues keysValues(Tensor x) {
        return qkv.keysValues(x);
    }

    /**
     * Mixes tokens.
     *
     * @param x those the scope calls its own, normalised
     * @return the tokens that go on, {@code [B, M, D]}
     */
    Tensor apply(Tensor x, Scope scope, Probe probe) {
        Tensor asking = scope.asking(x);
        References.Projected all = scope.complete(qkv.apply(asking, x));
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
            if (qkv instanceof Qkv.Split split && split.q() instanceof TmoeLinear layer) {
                probe.see("q.route_logits", layer.logits(x));
                probe.see("q.tmoe", all.q().sub(layer.linear().apply(x)));
            }
        }
    }
}
