package io.spmtrack.model;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Experts;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.nn.LoraLinear;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.engine.nn.Unbiased;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.model.variant.MoeSettings;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The feed-forward half of a block, {@code [B, N, D] → [B, N, D]} (docs/spec/model.md §4). */
sealed interface FeedForward extends Module {
    /** {@code fc2(GELU(fc1(x)))}. */
    record Mlp(Projection fc1, Projection fc2) implements FeedForward {
        @Override
        public Tensor apply(Tensor x, Optional<Consumer<Tensor>> losses) {
            return fc2.apply(Activation.GELU.of(fc1.apply(x))); // hidden: [B, N, 4·D]
        }
    }

    /** {@code w3(silu(a) ⊙ b)} for the halves a and b of {@code w12(x)}. */
    record SwiGlu(Projection w12, Projection w3) implements FeedForward {
        @Override
        public Tensor apply(Tensor x, Optional<Consumer<Tensor>> losses) {
            Tensor both = w12.apply(x); // [B, N, 2·hidden]
            int hidden = both.shape().size(-1) / 2;
            Tensor gate = Activation.SILU.of(both.slice(-1, 0, hidden));
            return w3.apply(gate.mul(both.slice(-1, hidden, hidden)));
        }
    }

    /** A mixture of networks as the plain one. */
    record Mixture(Experts experts) implements FeedForward, Module.Inline {
        /** The mixture that settings ask for; the shared network has the role of the backbone. */
        static Mixture of(ModelSettings settings, Role role) {
            MoeSettings moe = settings.moe();
            int width = settings.backbone().embedDim();
            int chosen = moe.moeTopk() == 0 ? moe.moeExperts() : moe.moeTopk();
            Supplier<Experts.Network> frozen = () -> network(
                    settings,
                    (in, out) -> LoraLinear.of(
                            in, out, role, start(in), settings.lora().layer()));
            Supplier<Experts.Network> shared = moe.moeFrozen()
                    ? frozen
                    : () -> network(settings, (in, out) -> Linear.of(in, out, role, start(in)));
            Supplier<Experts.Network> trained =
                    () -> network(settings, (in, out) -> trained(moe, in, out, out == width));
            return new Mixture(new Experts(
                    moe.moeShared() == 1 ? Optional.of(shared.get()) : Optional.empty(),
                    Stream.generate(moe.moeFrozen() ? frozen : trained)
                            .limit(moe.moeExperts())
                            .toList(),
                    new Experts.Router(Param.trained(new Init.Uniform(1 / Math.sqrt(width)), moe.moeExperts(), width)),
                    new Experts.Settings(chosen, moe.moeRenorm(), moe.moeBalance())));
        }

        private static Experts.Network network(ModelSettings settings, BiFunction<Integer, Integer, Projection> layer) {
            int width = settings.backbone().embedDim();
            int hidden = settings.backbone().hidden();
            return switch (settings.backbone().ffnLayer()) {
                case MLP -> new Experts.Network.Mlp(layer.apply(width, hidden), layer.apply(hidden, width));
                case SWIGLUFUSED ->
                    new Experts.Network.SwiGlu(layer.apply(width, 2 * hidden), layer.apply(hidden, width));
            };
        }

        private static Init start(int in) {
            return new Init.Normal(1 / Math.sqrt(in));
        }

        private static Projection trained(MoeSettings moe, int in, int out, boolean second) {
            Init init = moe.moeShared() == 0
                    ? start(in)
                    : switch (moe.moeInit()) {
                        case ZERO_OUT -> second ? Init.zeros() : start(in);
                        case PRETRAINED -> start(in);
                        case ZERO -> Init.zeros();
                        case BERT -> new Init.Normal(0.02);
                    };
            return moe.moeBias() ? Linear.of(in, out, Role.TRAINED, init) : new Unbiased(Param.trained(init, out, in));
        }

        /** Copies what the experts have from the pretrained network (docs/spec/variants.md §4). */
        void start(MoeSettings moe) {
            boolean copies = moe.moeShared() == 0 || moe.moeFrozen() || moe.moeInit() == MoeSettings.Init.PRETRAINED;
            experts.copy(copies || moe.moeInit() == MoeSettings.Init.ZERO_OUT, copies);
        }

        @Override
        public Tensor apply(Tensor x, Optional<Consumer<Tensor>> losses) {
            return experts.apply(x, losses);
        }
    }

    /**
     * Maps every token.
     *
     * @param losses takes what training adds to the loss
     */
    Tensor apply(Tensor x, Optional<Consumer<Tensor>> losses);
}
