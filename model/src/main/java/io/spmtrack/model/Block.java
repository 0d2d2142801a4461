package io.spmtrack.model;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.LayerNorm;
import java.util.function.UnaryOperator;

/** A transformer block: attention and feed-forward, each normalised before and scaled after (docs/spec/model.md §4). */
public record Block(LayerNorm norm1, Attention attn, LayerScale ls1, LayerNorm norm2, FeedForward mlp, LayerScale ls2)
        implements Module {
    /** A factor for each channel. */
    public record LayerScale(Param gamma) implements Module {
        Tensor apply(Tensor x) {
            return x.mul(x.tape().param(gamma));
        }
    }

    /** Every token to every token, {@code [B, N, D] → [B, N, D]}. */
    public Tensor apply(Tensor x) {
        return apply(x, Scope.everything(), DropPath.none(), Probe.NONE);
    }

    /** {@code [B, N, D] → [B, M, D]} for the M tokens that go on. */
    Tensor apply(Tensor x, Scope scope, DropPath drop, Probe probe) {
        Tensor attended = drop.add(x, scope::onward, (kept, samples) -> {
            Scope same = scope.of(samples);
            Tensor normal = norm1.apply(same.own(kept));
            probe.see("norm1", normal);
            Tensor mixed = attn.apply(normal, same, probe.below("attn."));
            probe.see("attn", mixed);
            return ls1.apply(mixed);
        });
        probe.see("after_attn", attended);
        return drop.add(attended, UnaryOperator.identity(), (kept, samples) -> {
            Tensor changed = mlp.apply(norm2.apply(kept));
            probe.see("mlp", changed);
            return ls2.apply(changed);
        });
    }

    /** What this block makes of some tokens before they meet the others. */
    References.Projected project(Tensor tokens) {
        return attn.project(norm1.apply(tokens));
    }

    /** What others see of some tokens in this block. */
    References.KeysValues keysValues(Tensor tokens) {
        return attn.keysValues(norm1.apply(tokens));
    }
}
