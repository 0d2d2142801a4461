package io.spmtrack.model;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.LayerNorm;
import io.spmtrack.model.pair.Sdmoe;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A transformer block: attention and feed-forward, each normalised before and scaled after (docs/spec/model.md §4); and
 * an adapter behind them where the network sees a second modality (docs/adr/0021).
 */
public record Block(
        LayerNorm norm1,
        Attention attn,
        Optional<LayerScale> ls1,
        LayerNorm norm2,
        FeedForward mlp,
        Optional<LayerScale> ls2,
        Optional<Sdmoe> sdmoe)
        implements Module {
    /** A factor for each channel. */
    public record LayerScale(Param gamma) implements Module {
        Tensor apply(Tensor x) {
            return x.mul(x.tape().param(gamma));
        }
    }

    /** Every token to every token, {@code [B, N, D] → [B, N, D]}. */
    public Tensor apply(Tensor x) {
        return apply(x, Scope.everything(), Pass.tracking());
    }

    /** {@code [B, N, D] → [B, M, D]} for the M tokens that go on. */
    Tensor apply(Tensor x, Scope scope, Pass pass) {
        Probe probe = pass.probe();
        Tensor attended = pass.drop().add(x, scope::onward, (kept, samples) -> {
            Scope same = scope.of(samples);
            Tensor normal = norm1.apply(same.own(kept));
            probe.see("norm1", normal);
            Tensor mixed = attn.apply(normal, same, probe.below("attn."));
            probe.see("attn", mixed);
            return scaled(ls1, mixed);
        });
        probe.see("after_attn", attended);
        Tensor fed = pass.drop().add(attended, UnaryOperator.identity(), (kept, samples) -> {
            Tensor changed = mlp.apply(norm2.apply(kept), pass.losses());
            probe.see("mlp", changed);
            return scaled(ls2, changed);
        });
        return sdmoe.map(adapter -> adapter.apply(fed, pass.losses())).orElse(fed);
    }

    private static Tensor scaled(Optional<LayerScale> scale, Tensor x) {
        return scale.map(layer -> layer.apply(x)).orElse(x);
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
