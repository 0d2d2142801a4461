package io.spmtrack.model;

import io.spmtrack.engine.Tensor;
import java.util.Optional;

/**
 * Which tokens of {@code [state, references, search]} a block works on (docs/spec/model.md §11): references may be
 * projected already, and after the last block's attention they are not needed any more.
 *
 * @param references number of reference tokens M of the N tokens
 * @param known projections of the reference tokens, when they need not be computed here
 * @param last whether only state and search tokens go on
 */
record Scope(int references, Optional<References.Projected> known, boolean last) {
    /** The tokens to normalise and project here: all, or without the references. */
    Tensor own(Tensor tokens) {
        return known.isPresent() ? withoutReferences(tokens) : tokens;
    }

    /** Those of the own tokens whose queries are needed. */
    Tensor asking(Tensor own) {
        return last && known.isEmpty() ? withoutReferences(own) : own;
    }

    /** Queries of the tokens that go on, keys and values of all, from projections of the own ones. */
    References.Projected complete(References.Projected own) {
        return known.map(references -> new References.Projected(
                        last ? own.q() : insert(own.q(), references.q()),
                        insert(own.k(), references.k()),
                        insert(own.v(), references.v())))
                .orElse(own);
    }

    /** The tokens that go on, {@code [B, N, D] → [B, N, D]} or {@code [B, N−M, D]}. */
    Tensor onward(Tensor tokens) {
        return last ? withoutReferences(tokens) : tokens;
    }

    private Tensor withoutReferences(Tensor tokens) {
        int rest = tokens.shape().size(1) - 1 - references;
        return Tensor.concat(1, tokens.slice(1, 0, 1), tokens.slice(1, 1 + references, rest)); // [B, N−M, D]
    }

    private static Tensor insert(Tensor others, Tensor references) {
        int rest = others.shape().size(1) - 1;
        return Tensor.concat(1, others.slice(1, 0, 1), references, others.slice(1, 1, rest)); // [B, N, D]
    }
}
