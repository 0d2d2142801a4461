package io.spmtrack.model;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.engine.op.Activation;

/** The feed-forward half of a block, {@code [B, N, D] → [B, N, D]} (docs/spec/model.md §4). */
sealed interface FeedForward extends Module {
    /** {@code fc2(GELU(fc1(x)))}. */
    record Mlp(Projection fc1, Projection fc2) implements FeedForward {
        @Override
        public Tensor apply(Tensor x) {
            return fc2.apply(Activation.GELU.of(fc1.apply(x))); // hidden: [B, N, 4·D]
        }
    }

    /** {@code w3(silu(a) ⊙ b)} for the halves a and b of {@code w12(x)}. */
    record SwiGlu(Projection w12, Projection w3) implements FeedForward {
        @Override
        public Tensor apply(Tensor x) {
            Tensor both = w12.apply(x); // [B, N, 2·hidden]
            int hidden = both.shape().size(-1) / 2;
            Tensor gate = Activation.SILU.of(both.slice(-1, 0, hidden));
            return w3.apply(gate.mul(both.slice(-1, hidden, hidden)));
        }
    }

    Tensor apply(Tensor x);
}
